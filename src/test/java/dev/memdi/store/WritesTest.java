package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Operation.Append;
import dev.memdi.api.Operation.Batch;
import dev.memdi.api.Operation.Check;
import dev.memdi.api.Operation.Delete;
import dev.memdi.api.Operation.Increment;
import dev.memdi.api.Operation.SetMany;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.WriteBounds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritesTest {
  private final TestShard shard = new TestShard();

  @Test
  void everyCommandTakesAnIndexAndThatIsItsRevision() {
    List<Outcome> outcomes =
        shard.entry(
            TestShard.burst(1, 1, 1, set("a", "1"), set("b", "2")),
            TestShard.burst(2, 1, 1, set("a", "3")));
    assertThat(outcomes)
        .containsExactly(
            done(new Result.Written(new Revision(1), true)),
            done(new Result.Written(new Revision(2), true)),
            done(new Result.Written(new Revision(3), false)));
    assertThat(shard.state.appliedIndex()).isEqualTo(3);
    shard.entry(); // a term's first entry
    assertThat(shard.state.appliedIndex()).isEqualTo(4);
  }

  @Test
  void deleteSaysWhetherThereWasAnythingToDelete() {
    shard.apply(set("a", "1"));
    assertThat(shard.apply(Delete.of(key("a"))))
        .isEqualTo(done(new Result.Deleted(new Revision(2), true)));
    assertThat(shard.apply(Delete.of(key("a"))))
        .isEqualTo(done(new Result.Deleted(new Revision(3), false)));
    assertThat(shard.get("a")).isNull();
    assertThat(shard.changes("", 1)).containsExactly("a=1@1", "a gone@2");
  }

  @Test
  void conditionsOnAnAbsentKey() {
    assertThat(shard.apply(setIf("a", Condition.PRESENT))).isEqualTo(failed("a", 0));
    assertThat(shard.apply(setIf("a", new Condition.AtRevision(Revision.NONE))))
        .isEqualTo(failed("a", 0));
    assertThat(shard.apply(setIf("a", new Condition.Holds(bytes(""))))).isEqualTo(failed("a", 0));
    assertThat(shard.apply(setIf("a", Condition.ABSENT)))
        .isEqualTo(done(new Result.Written(new Revision(4), true)));
  }

  @Test
  void conditionsOnAPresentKey() {
    shard.apply(set("a", "1"));
    assertThat(shard.apply(setIf("a", Condition.ABSENT))).isEqualTo(failed("a", 1));
    assertThat(shard.apply(setIf("a", new Condition.AtRevision(new Revision(2)))))
        .isEqualTo(failed("a", 1));
    assertThat(shard.apply(setIf("a", new Condition.Holds(bytes("2"))))).isEqualTo(failed("a", 1));
    assertThat(shard.apply(new Delete(key("a"), new Condition.Holds(bytes("2")))))
        .isEqualTo(failed("a", 1));
    assertThat(shard.get("a")).isEqualTo("1");
    assertThat(shard.apply(setIf("a", new Condition.AtRevision(new Revision(1)))))
        .isEqualTo(done(new Result.Written(new Revision(6), false)));
    assertThat(shard.apply(setIf("a", new Condition.Holds(bytes("new")))))
        .isEqualTo(done(new Result.Written(new Revision(7), false)));
    assertThat(shard.apply(setIf("a", Condition.PRESENT)))
        .isEqualTo(done(new Result.Written(new Revision(8), false)));
  }

  @Test
  void incrementCountsFromZeroAndKeepsTheTimeToLive() {
    assertThat(shard.apply(new Increment(key("n"), 5))).isEqualTo(updated("5", 1));
    assertThat(shard.apply(new Increment(key("n"), -7))).isEqualTo(updated("-2", 2));
    shard.apply(set("t", "1", 100));
    shard.apply(new Increment(key("t"), 1));
    assertThat(shard.at(100).get("t")).isNull();
  }

  @Test
  void incrementReachesTheEndsOfTheRangeButNotBeyond() {
    shard.apply(set("max", Long.toString(Long.MAX_VALUE)));
    shard.apply(set("min", Long.toString(Long.MIN_VALUE)));
    assertThat(shard.apply(new Increment(key("max"), 1)))
        .isEqualTo(new Outcome.Refused(new Refusal.Overflow(key("max"))));
    assertThat(shard.apply(new Increment(key("min"), -1)))
        .isEqualTo(new Outcome.Refused(new Refusal.Overflow(key("min"))));
    assertThat(shard.apply(new Increment(key("max"), Long.MIN_VALUE))).isEqualTo(updated("-1", 5));
    assertThat(shard.apply(new Increment(key("min"), Long.MAX_VALUE))).isEqualTo(updated("-1", 6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "x",
        "1x",
        "+1",
        "01",
        "-0",
        "-01",
        " 1",
        "1 ",
        "1.0",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "100000000000000000000",
        "--1"
      })
  void incrementOfAnythingElseIsRefused(String value) {
    shard.apply(set("a", value));
    assertThat(shard.apply(new Increment(key("a"), 1)))
        .isEqualTo(new Outcome.Refused(new Refusal.NotAnInteger(key("a"))));
    assertThat(shard.get("a")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9, 10, -10, 999999999999999999L, Long.MAX_VALUE, Long.MIN_VALUE})
  void incrementReadsWhatItWrites(long number) {
    shard.apply(new Increment(key("a"), number));
    assertThat(shard.apply(new Increment(key("a"), 0)))
        .isEqualTo(updated(Long.toString(number), 2));
  }

  @Test
  void appendStartsFromEmptyAndKeepsTheTimeToLive() {
    assertThat(shard.apply(new Append(key("a"), bytes("x")))).isEqualTo(updated("x", 1));
    assertThat(shard.apply(new Append(key("a"), bytes("yz")))).isEqualTo(updated("xyz", 2));
    shard.apply(set("t", "1", 100));
    shard.apply(new Append(key("t"), bytes("2")));
    assertThat(shard.at(99).get("t")).isEqualTo("12");
    assertThat(shard.at(100).get("t")).isNull();
  }

  @Test
  void appendGrowsAValueOnlyAsFarAsTheWriteSays() {
    WriteBounds bounds = new WriteBounds(3, 100);
    assertThat(shard.apply(bounds, new Append(key("a"), bytes("xyz"))))
        .isEqualTo(updated("xyz", 1));
    assertThat(tooLarge(shard.apply(bounds, new Append(key("a"), bytes("x")))).size()).isEqualTo(4);
    assertThat(shard.get("a")).isEqualTo("xyz");
    assertThat(shard.apply(new Append(key("a"), bytes("x")))).isEqualTo(updated("xyzx", 3));
  }

  @Test
  void aBatchThatWritesTooMuchIsRefusedAndDoesNothing() {
    WriteBounds bounds = new WriteBounds(10, 20);
    shard.apply(set("a", "123456789"));
    Append one = new Append(key("a"), bytes("x"));
    Refusal.TooLarge refusal =
        tooLarge(
            shard.apply(
                bounds, new Operation.Batch(List.of(), List.of(one, set("b", "12345678901")))));
    assertThat(refusal.message())
        .isEqualTo("what the batch writes of 21 bytes is over the limit of 20");
    assertThat(shard.get("a")).isEqualTo("123456789");
    assertThat(shard.get("b")).isNull();
    assertThat(shard.apply(bounds, new Operation.Batch(List.of(), List.of(one, set("b", "1")))))
        .isInstanceOf(Outcome.Done.class);
  }

  private static Refusal.TooLarge tooLarge(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return (Refusal.TooLarge) ((Outcome.Refused) outcome).refusal();
  }

  @Test
  void setManyGivesAllKeysOneRevision() {
    assertThat(shard.apply(new SetMany(List.of(set("a", "1"), set("b", "2")))))
        .isEqualTo(
            done(
                new Result.Many(
                    List.of(
                        new Result.Written(new Revision(1), true),
                        new Result.Written(new Revision(1), true)))));
    assertThat(shard.changes("", 1)).containsExactly("a=1@1", "b=2@1");
  }

  @Test
  void setManyWithAConditionThatFailsSetsNothing() {
    shard.apply(set("a", "1"));
    assertThat(shard.apply(new SetMany(List.of(set("b", "2"), setIf("a", Condition.ABSENT)))))
        .isEqualTo(failed("a", 1));
    assertThat(shard.get("b")).isNull();
  }

  @Test
  void eachChangeOfABatchSeesThoseBeforeIt() {
    Outcome outcome =
        shard.apply(
            new Batch(
                List.of(),
                List.of(
                    set("n", "1"),
                    new Increment(key("n"), 1),
                    setIf("m", Condition.ABSENT),
                    new Delete(key("m"), Condition.PRESENT),
                    new Append(key("n"), bytes("0")))));
    assertThat(outcome)
        .isEqualTo(
            done(
                new Result.Many(
                    List.of(
                        new Result.Written(new Revision(1), true),
                        new Result.Updated(bytes("2"), new Revision(1)),
                        new Result.Written(new Revision(1), true),
                        new Result.Deleted(new Revision(1), true),
                        new Result.Updated(bytes("20"), new Revision(1))))));
    assertThat(shard.get("n")).isEqualTo("20");
    // One event for a key, with what came of it in the end.
    assertThat(shard.changes("", 1)).containsExactly("n=20@1", "m gone@1");
  }

  @Test
  void aBatchThatCannotBeDoneWhollyLeavesNoTrace() {
    shard.apply(set("a", "1", 1000));
    shard.apply(set("b", "x"));
    long bytes = shard.state.bytes();
    Outcome outcome =
        shard.apply(
            new Batch(
                List.of(new Check(key("a"), Condition.PRESENT)),
                List.of(
                    set("a", "longer"),
                    set("a", "longer still"),
                    Delete.of(key("a")),
                    set("c", "new", 5),
                    new Increment(key("b"), 1))));
    assertThat(outcome).isEqualTo(new Outcome.Refused(new Refusal.NotAnInteger(key("b"))));
    assertThat(shard.get("a")).isEqualTo("1");
    assertThat(shard.get("c")).isNull();
    assertThat(shard.state.bytes()).isEqualTo(bytes);
    assertThat(shard.state.nextDeadline()).isEqualTo(1000);
    assertThat(shard.changes("", 3)).isEmpty();
  }

  @Test
  void aBatchWhoseCheckFailsIsRefused() {
    Batch batch =
        new Batch(List.of(new Check(key("lock"), Condition.PRESENT)), List.of(set("a", "1")));
    assertThat(shard.apply(batch)).isEqualTo(failed("lock", 0));
    assertThat(shard.get("a")).isNull();
    shard.apply(set("lock", ""));
    assertThat(shard.apply(batch)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void countsKeysAndBytes() {
    shard.apply(set("a", "123"));
    shard.apply(set("bb", "4"));
    assertThat(shard.state.keys()).isEqualTo(2);
    assertThat(shard.state.bytes()).isEqualTo(4 + 3);
    shard.apply(set("a", "1"));
    assertThat(shard.state.bytes()).isEqualTo(2 + 3);
    shard.apply(Delete.of(key("bb")));
    assertThat(shard.state.keys()).isEqualTo(1);
    assertThat(shard.state.bytes()).isEqualTo(2);
  }

  private static Operation.Set setIf(String key, Condition condition) {
    return new Operation.Set(key(key), bytes("new"), Expiry.NEVER, condition);
  }

  private static Outcome done(Result result) {
    return new Outcome.Done(result, new Assurance.Acknowledged(Ack.QUORUM));
  }

  private static Outcome updated(String value, long revision) {
    return done(new Result.Updated(bytes(value), new Revision(revision)));
  }

  private static Outcome failed(String key, long revision) {
    return new Outcome.Refused(new Refusal.ConditionFailed(key(key), new Revision(revision)));
  }
}
