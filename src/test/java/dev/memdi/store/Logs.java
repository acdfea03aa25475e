package dev.memdi.store;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.api.codec.BurstEncoder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Logs in which much collides: few keys, few edges, repeated sequences, short times to live,
 * conditions that hold half of the time.
 */
public final class Logs extends DomainContextBase {
  static final List<Key> KEYS =
      List.of(Key.utf8(""), Key.utf8("a"), Key.utf8("ab"), Key.utf8("abc"), Key.utf8("b"));

  /** A log whose entries come in order. */
  record Log(List<Entry> entries) {}

  record Entry(long stamp, List<Burst> bursts) {
    long lastIndex(long firstIndex) {
      return Committed.of(firstIndex, stamp, bursts).lastIndex();
    }
  }

  @Provide
  public static Arbitrary<Log> logs() {
    Arbitrary<Entry> entry =
        Combinators.combine(Arbitraries.longs().between(0, 30), bursts().list().ofMaxSize(3))
            .as(Entry::new);
    return entry.list().ofMinSize(1).ofMaxSize(60).map(Logs::inOrder);
  }

  /** The stamps were drawn as the time that went by. */
  private static Log inOrder(List<Entry> entries) {
    List<Entry> ordered = new ArrayList<>();
    long stamp = 0;
    for (Entry entry : entries) {
      stamp += entry.stamp;
      ordered.add(new Entry(stamp, entry.bursts));
    }
    return new Log(ordered);
  }

  private static Arbitrary<Burst> bursts() {
    Arbitrary<Long> edges = Arbitraries.of(1L, 2L, -3L);
    Arbitrary<Long> sequences = Arbitraries.longs().between(1, 40);
    Arbitrary<Burst> client =
        Combinators.combine(
                edges, Arbitraries.longs().between(0, 20), sequences, writes().list().ofSize(3))
            .as(Logs::burst);
    Arbitrary<Burst> expire = Arbitraries.longs().between(0, 900).map(BurstEncoder::expire);
    Arbitrary<Burst> forget = Arbitraries.of(1L, 2L, -3L, 4L).map(BurstEncoder::forget);
    return Arbitraries.frequencyOf(Tuple.of(20, client), Tuple.of(2, expire), Tuple.of(1, forget));
  }

  private static Burst burst(long edge, long lag, long sequence, List<Operation.Write> writes) {
    return TestShard.burst(
        edge, Math.max(1, sequence - lag), sequence, writes.toArray(Operation.Write[]::new));
  }

  private static Arbitrary<Operation.Write> writes() {
    Arbitrary<Operation.Check> check =
        Combinators.combine(keys(), conditions()).as(Operation.Check::new);
    return Arbitraries.frequencyOf(
        Tuple.of(6, changes()),
        Tuple.of(1, sets().list().ofMaxSize(3).map(Operation.SetMany::new)),
        Tuple.of(
            3,
            Combinators.combine(check.list().ofMaxSize(1), changes().list().ofMaxSize(4))
                .as(Operation.Batch::new)),
        Tuple.of(
            6,
            Combinators.combine(check.list().ofMaxSize(1), steps().list().ofMaxSize(5))
                .as(Operation.Steps::new)));
  }

  private static Arbitrary<Step> steps() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<Optional<Duration>> ttl =
        Arbitraries.longs().between(-5, 60).map(Duration::ofMillis).optional();
    Arbitrary<Operation.Batch> together =
        changes().list().ofMaxSize(3).map(changes -> new Operation.Batch(List.of(), changes));
    return Arbitraries.oneOf(
        keys().map(Step.Look::new),
        keys().map(Step.Peek::new),
        changes().map(Step.Make::new),
        together.map(Step.Together::new),
        Combinators.combine(keys(), ttl, Arbitraries.of(Step.When.values())).as(Step.Retime::new),
        Combinators.combine(keys(), Arbitraries.longs().between(-1, 6), values())
            .as(Step.Splice::new),
        Combinators.combine(keys(), Arbitraries.of("1", "-0.5", "100.25", "0").map(BigDecimal::new))
            .as(Step.AddDecimal::new),
        Combinators.combine(keys(), keys(), flag, flag).as(Step.Copy::new));
  }

  private static Arbitrary<Operation.Change> changes() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, sets()),
        Tuple.of(1, Combinators.combine(keys(), conditions()).as(Operation.Delete::new)),
        Tuple.of(
            2,
            Combinators.combine(keys(), Arbitraries.of(1L, -1L, 0L, Long.MAX_VALUE, Long.MIN_VALUE))
                .as(Operation.Increment::new)),
        Tuple.of(1, Combinators.combine(keys(), values()).as(Operation.Append::new)));
  }

  private static Arbitrary<Operation.Set> sets() {
    Arbitrary<Expiry> expiry =
        Arbitraries.oneOf(
            Arbitraries.of(Expiry.NEVER, Expiry.KEEP),
            Arbitraries.longs()
                .between(1, 60)
                .map(ttl -> new Expiry.After(Duration.ofMillis(ttl))));
    return Combinators.combine(keys(), values(), expiry, conditions()).as(Operation.Set::new);
  }

  private static Arbitrary<Condition> conditions() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.just(Condition.ALWAYS)),
        Tuple.of(2, Arbitraries.of(Condition.ABSENT, Condition.PRESENT)),
        Tuple.of(
            1,
            Arbitraries.longs().between(0, 30).map(Revision::new).map(Condition.AtRevision::new)),
        Tuple.of(2, values().map(Condition.Holds::new)));
  }

  private static Arbitrary<Key> keys() {
    return Arbitraries.of(KEYS);
  }

  private static Arbitrary<Bytes> values() {
    return Arbitraries.of("", "1", "-1", "x", "9223372036854775807").map(Bytes::utf8);
  }
}
