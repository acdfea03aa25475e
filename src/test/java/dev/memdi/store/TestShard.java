package dev.memdi.store;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.WriteBounds;
import dev.memdi.api.codec.BurstEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A state machine that is fed entry by entry, as short as a test wants to say it. */
final class TestShard {
  static final int SHARD = 3;
  static final long EDGE = 77;

  final StateMachine state;
  private long sequence;
  private long stamp;

  TestShard() {
    this(StoreRules.SOUND);
  }

  TestShard(StoreRules rules) {
    this(rules, 1 << 20);
  }

  TestShard(StoreRules rules, long historyBytes) {
    state = new StateMachine(SHARD, historyBytes, rules);
  }

  static Key key(String text) {
    return Key.utf8(text);
  }

  static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  static Operation.Set set(String key, String value) {
    return Operation.Set.of(key(key), bytes(value));
  }

  static Operation.Set set(String key, String value, long ttlMillis) {
    return new Operation.Set(
        key(key), bytes(value), new Expiry.After(Duration.ofMillis(ttlMillis)), Condition.ALWAYS);
  }

  /** A burst of one write that may come to no more than {@code bounds}. */
  static Burst bounded(WriteBounds bounds, long sequence, Operation.Write write) {
    BurstEncoder encoder = new BurstEncoder(EDGE, bounds);
    encoder.add(sequence, write);
    return encoder.build(sequence);
  }

  static Burst burst(long edge, long floor, long sequence, Operation.Write... writes) {
    BurstEncoder encoder = new BurstEncoder(edge);
    for (int i = 0; i < writes.length; i++) {
      encoder.add(sequence + i, writes[i]);
    }
    return encoder.build(floor);
  }

  /** What comes later is stamped with this shard time. */
  TestShard at(long millis) {
    stamp = millis;
    return this;
  }

  /** Applies one write as an operation of its own. */
  Outcome apply(Operation.Write write) {
    sequence++;
    return apply(EDGE, sequence, sequence, write);
  }

  Outcome apply(WriteBounds bounds, Operation.Write write) {
    return entry(bounded(bounds, ++sequence, write)).getFirst();
  }

  /** Applies one write with a sequence and a floor. */
  Outcome apply(long edge, long floor, long withSequence, Operation.Write write) {
    return entry(burst(edge, floor, withSequence, write)).getFirst();
  }

  /** Applies the next entry. */
  List<Outcome> entry(Burst... bursts) {
    return entryAt(state.appliedIndex() + 1, bursts);
  }

  List<Outcome> entryAt(long index, Burst... bursts) {
    List<Outcome> outcomes = new ArrayList<>();
    state.apply(
        index,
        stamp,
        List.of(bursts),
        new StateMachine.Witness() {
          @Override
          public void answered(int burst, long withSequence, Outcome outcome) {
            outcomes.add(outcome);
          }

          @Override
          public void expired(long untilMillis) {}
        });
    return outcomes;
  }

  void expire(long until) {
    entry(BurstEncoder.expire(until));
  }

  void forget(long edge) {
    entry(BurstEncoder.forget(edge));
  }

  /** The value as text, or null where there is none at the present shard time. */
  String get(String key) {
    return state.read(new Operation.Get(key(key)), stamp) instanceof Result.Found found
        ? found.value().utf8()
        : null;
  }

  Optional<Duration> ttl(String key) {
    return state.read(new Operation.Get(key(key)), stamp) instanceof Result.Found found
        ? found.ttl()
        : Optional.empty();
  }

  /** The changes as text: "key=value@revision" or "key gone@revision". */
  List<String> changes(String prefix, long from) {
    return texts(state.changes(bytes(prefix), from, 1 << 20));
  }

  /** What happened to which keys, from a revision on. */
  List<String> causes(long from) {
    return state.changes(Bytes.EMPTY, from, 1 << 20).events().stream()
        .map(event -> event.key() + " " + event.causes())
        .toList();
  }

  static List<String> texts(Changes changes) {
    return changes.events().stream()
        .map(event ->
            event.key()
                + event.value().map(value -> "=" + value.utf8()).orElse(" gone")
                + "@"
                + event.revision())
        .toList();
  }

  Image capture(int chunkBytes) {
    return state.capture(chunkBytes);
  }

  /** Another shard with the state that travelled in chunks. */
  TestShard copy(StoreRules rules) {
    TestShard copy = new TestShard(rules);
    copy.state.install(travelled(capture(64)));
    copy.sequence = sequence;
    copy.stamp = stamp;
    return copy;
  }

  static Image travelled(Image image) {
    ImageAssembler assembler = new ImageAssembler(image.shard());
    for (int i = 0; i < image.chunkCount(); i++) {
      assembler.add(image.chunk(i));
    }
    return assembler.image();
  }
}
