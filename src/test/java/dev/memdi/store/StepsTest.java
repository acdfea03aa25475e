package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.api.WriteBounds;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsTest {
  private final TestShard shard = new TestShard();

  @Test
  void eachStepSeesThoseBeforeItAndAFailedOneChangesNothing() {
    shard.apply(set("text", "x"));
    List<Result> results =
        done(
            new Step.Make(new Operation.Increment(key("n"), 5)),
            new Step.Make(new Operation.Increment(key("text"), 1)),
            new Step.Look(key("n")));
    assertThat(results)
        .containsExactly(
            new Result.Updated(bytes("5"), new Revision(2)),
            new Result.Failed(new Refusal.NotAnInteger(key("text"))),
            new Result.Found(bytes("5"), new Revision(2), Optional.empty()));
    assertThat(shard.changes("", 2)).containsExactly("n=5@2");
  }

  @Test
  void theHistoryTellsWhatHappenedToEachKey() {
    done(
        new Step.Make(set("a", "1")),
        new Step.Make(set("b", "x")),
        new Step.Make(new Operation.Increment(key("a"), 5)),
        new Step.Make(new Operation.Increment(key("b"), 1)), // refused
        new Step.Splice(key("b"), 3, bytes("z")),
        new Step.Make(Operation.Delete.of(key("none"))),
        new Step.Copy(key("a"), key("c"), true, false));
    assertThat(shard.causes(1))
        .containsExactly("a [SET, INCREMENT, RENAME_FROM]", "b [SET, OVERWRITE]", "c [RENAME_TO]");
  }

  @Test
  void whatExpiredIsNotWhatWasDeleted() {
    Operation.Set mortal =
        new Operation.Set(
            key("a"), bytes("1"), new Expiry.After(Duration.ofMillis(10)), Condition.ALWAYS);
    done(new Step.Make(mortal));
    shard.at(20);
    done(new Step.Make(set("a", "2")));
    done(new Step.Make(Operation.Delete.of(key("a"))));
    assertThat(shard.causes(1))
        .containsExactly("a [SET, EXPIRE]", "a [EXPIRED, SET]", "a [DELETE]");
  }

  @Test
  void aCheckThatFailsRefusesAll() {
    Operation.Steps steps =
        new Operation.Steps(
            List.of(new Operation.Check(key("a"), Condition.PRESENT)),
            List.of(new Step.Make(set("b", "1"))));
    assertThat(shard.apply(steps))
        .isEqualTo(new Outcome.Refused(new Refusal.ConditionFailed(key("a"), Revision.NONE)));
    assertThat(shard.get("b")).isNull();
  }

  @Test
  void aBatchAmongTheStepsIsAllOrNothing() {
    Step.Together together =
        new Step.Together(
            new Operation.Batch(
                List.of(),
                List.of(set("a", "1"), new Operation.Increment(key("a"), Long.MAX_VALUE))));
    assertThat(done(together, new Step.Peek(key("a"))))
        .containsExactly(new Result.Failed(new Refusal.Overflow(key("a"))), new Result.Missing());
  }

  @Test
  void whatIsTooMuchToWriteOrToAnswerFailsByItself() {
    WriteBounds bounds = new WriteBounds(200, 200);
    Operation.Steps steps =
        new Operation.Steps(
            List.of(),
            List.of(
                new Step.Make(set("a", "x".repeat(150))),
                new Step.Make(set("b", "y".repeat(100))),
                new Step.Make(set("c", "z")),
                new Step.Look(key("a")),
                new Step.Look(key("a")),
                new Step.Peek(key("b"))));
    Result.Many many = (Result.Many) ((Outcome.Done) shard.apply(bounds, steps)).result();
    assertThat(many.results().get(1)).isInstanceOf(Result.Failed.class);
    assertThat(many.results().get(2)).isInstanceOf(Result.Written.class);
    assertThat(many.results().get(4)).isInstanceOf(Result.Failed.class);
    assertThat(many.results().get(5)).isEqualTo(new Result.Missing());
    assertThat(shard.get("b")).isNull();
  }

  @Test
  void aValueThatWouldGrowTooLongIsRefusedBeforeItIsMade() {
    WriteBounds bounds = new WriteBounds(10, 10);
    Operation.Steps steps =
        new Operation.Steps(
            List.of(),
            List.of(
                new Step.Splice(key("a"), 10, bytes("x")),
                new Step.Splice(key("a"), Long.MAX_VALUE, bytes("x")),
                new Step.Splice(key("a"), 9, bytes("x"))));
    Result.Many many = (Result.Many) ((Outcome.Done) shard.apply(bounds, steps)).result();
    assertThat(many.results().get(0)).isInstanceOf(Result.Failed.class);
    assertThat(many.results().get(1)).isInstanceOf(Result.Failed.class);
    assertThat(many.results().get(2)).isEqualTo(new Result.Counted(10));
  }

  @ParameterizedTest
  @CsvSource({
    "10.50, 0.1, 10.6",
    "5.0e3, 2.0e2, 5200",
    "0.1, 0.2, 0.3",
    "3, -3.0, 0",
    "1e300, 1, 1"
        + "000000000000000000000000000000000000000000000000000000000000000000000000000"
        + "000000000000000000000000000000000000000000000000000000000000000000000000000"
        + "000000000000000000000000000000000000000000000000000000000000000000000000000"
        + "00000000000000000000000000000000000000000000000000000000000000000000000000"
        + "1",
    "1, 0.00000000000000000049, 1"
  })
  void decimalsAreAddedExactly(String old, BigDecimal delta, String sum) {
    shard.apply(set("n", old));
    assertThat(done(new Step.AddDecimal(key("n"), delta)))
        .containsExactly(new Result.Updated(bytes(sum), new Revision(2)));
  }

  @ParameterizedTest
  @CsvSource({"x", "1e309", "1e-1000000000", "0e2147483647", "NaN", "' 1'", "٣"})
  void whatIsNoDecimalIsRefused(String old) {
    shard.apply(set("n", old));
    assertThat(done(new Step.AddDecimal(key("n"), BigDecimal.ONE)).getFirst())
        .isInstanceOf(Result.Failed.class);
    assertThat(shard.get("n")).isEqualTo(old);
  }

  @Test
  void aSumBeyondAllBoundsIsRefused() {
    shard.apply(set("n", "9".repeat(308)));
    assertThat(done(new Step.AddDecimal(key("n"), BigDecimal.ONE)))
        .containsExactly(new Result.Failed(new Refusal.Overflow(key("n"))));
  }

  private List<Result> done(Step... steps) {
    Outcome outcome = shard.apply(new Operation.Steps(List.of(), List.of(steps)));
    return ((Result.Many) ((Outcome.Done) outcome).result()).results();
  }
}
