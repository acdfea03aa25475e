package dev.memdi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Logs.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class StateMachinePropertyTest {
  @Property
  void doesWhatTheNaiveStoreDoes(@ForAll Logs.Log log) {
    NaiveStore naive = new NaiveStore();
    StateMachine state = newState();
    for (Logs.Entry entry : log.entries()) {
      List<Outcome> expected = new ArrayList<>();
      for (Burst burst : entry.bursts()) {
        BurstDecoder commands = new BurstDecoder(burst);
        while (commands.hasNext()) {
          LoggedCommand command = commands.next();
          Outcome outcome = naive.apply(command, entry.stamp());
          if (command instanceof LoggedCommand.Client) {
            expected.add(outcome);
          }
        }
      }
      if (entry.bursts().isEmpty()) {
        naive.skip(entry.stamp());
      }

      List<Outcome> outcomes = apply(state, entry);
      outcomes.replaceAll(outcome -> outcome instanceof Outcome.Unknown ? null : outcome);
      assertThat(outcomes).isEqualTo(expected);
      for (Key key : Logs.KEYS) {
        assertThat(state.read(new Operation.Get(key), entry.stamp())).isEqualTo(naive.get(key));
      }
      for (Operation.Scan scan : scans()) {
        assertThat(state.read(scan, entry.stamp())).isEqualTo(naive.scan(scan));
      }
      assertThat(state.read(new Operation.Count(Bytes.utf8("a")), entry.stamp()))
          .isEqualTo(new Result.Counted(naive.scan(all("a")).entries().size()));
    }
  }

  @Property
  void anImageIsTheWholeStateAndNothingElse(
      @ForAll Logs.Log log,
      @ForAll @IntRange(max = 60) int captureAfter,
      @ForAll @IntRange(min = 1, max = 400) int chunkBytes) {
    StateMachine original = newState();
    int captured = Math.min(captureAfter, log.entries().size());
    for (Logs.Entry entry : log.entries().subList(0, captured)) {
      apply(original, entry);
    }
    long digest = original.digest();
    Image image = original.capture(chunkBytes);
    Bytes firstChunk = image.chunk(0);

    // Writes go on meanwhile, and do not show.
    List<Logs.Entry> rest = log.entries().subList(captured, log.entries().size());
    List<List<Outcome>> outcomes = new ArrayList<>();
    for (Logs.Entry entry : rest) {
      outcomes.add(apply(original, entry));
    }
    assertThat(image.chunk(0)).isEqualTo(firstChunk);
    assertThat(image.digest()).isEqualTo(digest);

    StateMachine copy = newState();
    apply(copy, new Logs.Entry(0, List.of())); // something to be replaced
    Image travelled = TestShard.travelled(image);
    boolean newer = copy.install(travelled);
    if (captured == 0 || image.index() <= 1) {
      assertThat(newer).isFalse();
      return;
    }
    assertThat(newer).isTrue();
    assertThat(copy.digest()).isEqualTo(digest);
    assertThat(copy.capture(chunkBytes).chunkCount()).isEqualTo(image.chunkCount());
    assertThat(travelled.chunk(0)).isEqualTo(firstChunk);

    // And both go on alike.
    for (int i = 0; i < rest.size(); i++) {
      assertThat(apply(copy, rest.get(i))).isEqualTo(outcomes.get(i));
    }
    assertThat(copy.digest()).isEqualTo(original.digest());
    assertThat(copy.bytes()).isEqualTo(original.bytes());
    assertThat(copy.nextDeadline()).isEqualTo(original.nextDeadline());
  }

  @Property
  void theChangesAddUpToTheState(
      @ForAll Logs.Log log, @ForAll @LongRange(min = 1, max = 500) long pieceBytes) {
    StateMachine state = newState();
    Map<Key, Bytes> replayed = new TreeMap<>();
    long from = 1;
    long lastRevision = 0;
    for (Logs.Entry entry : log.entries()) {
      apply(state, entry);
      while (from <= state.appliedIndex()) {
        Changes piece = state.changes(Bytes.EMPTY, from, pieceBytes);
        assertThat(piece.gap()).isFalse();
        assertThat(piece.from()).isEqualTo(from);
        assertThat(piece.next()).isGreaterThan(from);
        for (Changes.Event event : piece.events()) {
          long revision = event.revision().index();
          assertThat(revision).isGreaterThanOrEqualTo(Math.max(from, lastRevision));
          assertThat(revision).isLessThan(piece.next());
          lastRevision = revision;
          event
              .value()
              .ifPresentOrElse(
                  value -> replayed.put(event.key(), value), () -> replayed.remove(event.key()));
        }
        from = piece.next();
      }
      assertThat(replayed).isEqualTo(contents(state));
    }
  }

  @Property
  void replicasThatAppliedTheSameAreEqual(@ForAll Logs.Log log) {
    StateMachine one = newState();
    StateMachine other = new StateMachine(TestShard.SHARD, 100, StoreRules.SOUND);
    for (Logs.Entry entry : log.entries()) {
      long before = one.digest();
      apply(one, entry);
      apply(other, entry);
      assertThat(one.digest()).isEqualTo(other.digest()).isNotEqualTo(before);
    }
  }

  private static StateMachine newState() {
    return new StateMachine(TestShard.SHARD, 1 << 20, StoreRules.SOUND);
  }

  private static List<Outcome> apply(StateMachine state, Logs.Entry entry) {
    List<Outcome> outcomes = new ArrayList<>();
    state.apply(
        state.appliedIndex() + 1,
        entry.stamp(),
        entry.bursts(),
        new StateMachine.Witness() {
          @Override
          public void answered(int burst, long sequence, Outcome outcome) {
            outcomes.add(outcome);
          }

          @Override
          public void expired(long untilMillis) {}
        });
    return outcomes;
  }

  /** Everything that the table holds, due or not. */
  private static Map<Key, Bytes> contents(StateMachine state) {
    Map<Key, Bytes> contents = new TreeMap<>();
    Result.Page page = (Result.Page) state.read(all(""), Long.MIN_VALUE);
    page.entries().forEach(entry -> contents.put(entry.key(), entry.value()));
    return contents;
  }

  private static Operation.Scan all(String prefix) {
    return new Operation.Scan(Bytes.utf8(prefix), Optional.empty(), 1000);
  }

  private static List<Operation.Scan> scans() {
    return List.of(
        all(""),
        all("a"),
        new Operation.Scan(Bytes.EMPTY, Optional.of(Key.utf8("a")), 2),
        new Operation.Scan(Bytes.utf8("ab"), Optional.of(Key.utf8("")), 1));
  }
}
