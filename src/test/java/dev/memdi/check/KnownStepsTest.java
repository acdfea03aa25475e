package dev.memdi.check;

import static dev.memdi.check.Story.add;
import static dev.memdi.check.Story.conditionFailed;
import static dev.memdi.check.Story.found;
import static dev.memdi.check.Story.get;
import static dev.memdi.check.Story.key;
import static dev.memdi.check.Story.missing;
import static dev.memdi.check.Story.set;
import static dev.memdi.check.Story.setIf;
import static dev.memdi.check.Story.unknown;
import static dev.memdi.check.Story.written;
import static dev.memdi.check.Story.wrote;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Histories of several steps in one write whose verdict a person can see, by name. */
class KnownStepsTest {
  private final Story story = new Story();

  private void accepted() {
    Linearizability.check(story.history()).orFail();
  }

  private void rejected() {
    Verdict verdict = Linearizability.check(story.history());
    assertInstanceOf(Verdict.Violation.class, verdict, verdict::toString);
  }

  private static Operation.Steps steps(Step... steps) {
    return new Operation.Steps(List.of(), List.of(steps));
  }

  private static Step make(Operation.Change change) {
    return new Step.Make(change);
  }

  private static Step look(String key) {
    return new Step.Look(key(key));
  }

  private static Step together(Operation.Change... changes) {
    return new Step.Together(new Operation.Batch(List.of(), List.of(changes)));
  }

  private static Step copy(String from, String to, boolean move, boolean replace) {
    return new Step.Copy(key(from), key(to), move, replace);
  }

  private static Operation.Steps watching(String key, long revision, Step... steps) {
    Condition unchanged = new Condition.AtRevision(new Revision(revision));
    return new Operation.Steps(List.of(new Operation.Check(key(key), unchanged)), List.of(steps));
  }

  private static Result updated(String value, long revision) {
    return new Result.Updated(Bytes.utf8(value), new Revision(revision));
  }

  private static Result many(Result... results) {
    return new Result.Many(List.of(results));
  }

  private static Result made(long revision, boolean created) {
    return new Result.Written(new Revision(revision), created);
  }

  private static Result looked(String value, long revision) {
    return new Result.Found(Bytes.utf8(value), new Revision(revision), Optional.empty());
  }

  @Test
  void aStepSeesThoseBeforeIt() {
    story.call(
        1,
        steps(make(set("x", "a")), look("x"), make(add("n", 2))),
        wrote(
            many(
                made(1, true),
                looked("a", 1),
                new Result.Updated(Bytes.utf8("2"), new Revision(1)))));
    accepted();
  }

  @Test
  void aStepDoesNotSeeThoseBehindIt() {
    story.call(
        1, steps(look("x"), make(set("x", "a"))), wrote(many(looked("a", 1), made(1, true))));
    rejected();
  }

  @Test
  void nothingComesBetweenSteps() {
    story.call(
        1,
        steps(make(set("x", "a")), make(set("y", "a"))),
        wrote(many(made(1, true), made(1, true))));
    long both = story.ask(2, steps(make(set("x", "b")), make(set("y", "b"))));
    long reading = story.ask(3, steps(look("x"), look("y")));
    story.end(both, wrote(many(made(2, false), made(2, false))));
    story.end(reading, wrote(many(looked("b", 2), looked("a", 1))));
    rejected();
  }

  @Test
  void stepsWithoutAnAnswerWereDoneTogetherOrNotAtAll() {
    story.call(1, steps(make(set("x", "b")), make(set("y", "b"))), unknown());
    story.call(2, get("x"), found("b", 1));
    story.call(2, get("y"), missing());
    rejected();
  }

  @Test
  void aStepThatWasRefusedLeavesTheOthers() {
    story.call(1, set("x", "a"), written(1, true));
    story.call(
        1,
        steps(make(setIf(Condition.ABSENT, "x", "b")), make(set("y", "b"))),
        wrote(
            many(
                new Result.Failed(new Refusal.ConditionFailed(key("x"), new Revision(1))),
                made(2, true))));
    story.call(2, get("x"), found("a", 1));
    story.call(2, get("y"), found("b", 2));
    accepted();
  }

  @Test
  void aStepIsNotRefusedForWhatIsNotSo() {
    story.call(
        1,
        steps(make(setIf(Condition.ABSENT, "x", "b")), make(set("y", "b"))),
        wrote(
            many(
                new Result.Failed(new Refusal.ConditionFailed(key("x"), new Revision(1))),
                made(2, true))));
    rejected();
  }

  @Test
  void whatIsCheckedHoldsForAllSteps() {
    Operation.Steps checked =
        new Operation.Steps(
            List.of(new Operation.Check(key("x"), new Condition.Holds(Bytes.utf8("a")))),
            List.of(make(set("y", "1"))));
    story.call(1, set("x", "b"), written(1, true));
    story.call(2, checked, wrote(many(made(2, true))));
    rejected();
  }

  @Test
  void aCheckThatFailedWasWrong() {
    Operation.Steps checked =
        new Operation.Steps(
            List.of(new Operation.Check(key("x"), new Condition.Holds(Bytes.utf8("a")))),
            List.of(make(set("x", "1"))));
    story.call(1, set("x", "a"), written(1, true));
    story.call(2, checked, conditionFailed("x", 1));
    rejected();
  }

  @Nested
  class WithoutAnAnswer {
    private static final Step IF_ABSENT = make(setIf(Condition.ABSENT, "x", "b"));

    @Test
    void aStepWhoseConditionHeldWasDoneWithTheOthers() {
      story.call(1, steps(IF_ABSENT, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 1));
      story.call(2, get("x"), found("b", 1));
      accepted();
    }

    @Test
    void aStepWhoseConditionHeldIsNotMissing() {
      story.call(1, steps(IF_ABSENT, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 1));
      story.call(2, get("x"), missing());
      rejected();
    }

    @Test
    void aStepWhoseConditionFailedLeftTheOthers() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(IF_ABSENT, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 2));
      story.call(2, get("x"), found("a", 1));
      accepted();
    }

    @Test
    void aStepWhoseConditionFailedWasNotDone() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(IF_ABSENT, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 2));
      story.call(2, get("x"), found("b", 2));
      rejected();
    }

    @Test
    void aConditionOnARevisionMayHaveHeldOrNotWhereNobodySawIt() {
      Step atOne = make(setIf(new Condition.AtRevision(new Revision(1)), "x", "b"));
      story.call(1, set("x", "a"), unknown());
      story.call(1, steps(atOne, make(set("y", "b"))), unknown());
      long either = story.ask(2, get("x"));
      story.call(3, get("y"), found("b", 2));
      story.end(either, found("b", 2));
      accepted();
    }

    @Test
    void aConditionOnARevisionThatMovedOnFailed() {
      Step atOne = make(setIf(new Condition.AtRevision(new Revision(1)), "x", "b"));
      story.call(1, set("x", "a"), written(2, true));
      story.call(1, steps(atOne, make(set("y", "b"))), unknown());
      story.call(3, get("y"), found("b", 3));
      story.call(3, get("x"), found("b", 3));
      rejected();
    }

    @Test
    void anIncrementOfTextLeftTheOthers() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(make(add("x", 1)), make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 2));
      story.call(2, get("x"), found("a", 1));
      accepted();
    }

    @Test
    void nothingIsDoneUnderACheckThatFailed() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, set("x", "b"), written(2, false));
      story.call(1, watching("x", 1, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 3));
      rejected();
    }

    @Test
    void allIsDoneUnderACheckThatHeld() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, watching("x", 1, make(set("y", "b"))), unknown());
      story.call(2, get("y"), found("b", 2));
      accepted();
    }

    @Test
    void ofABatchAllOrNothingWasDone() {
      story.call(1, set("y", "a"), written(1, true));
      story.call(1, steps(together(set("x", "b"), setIf(Condition.ABSENT, "y", "b"))), unknown());
      story.call(2, get("x"), found("b", 2));
      rejected();
    }

    @Test
    void aCopyOrAMoveMayHaveBeenMade() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(copy("x", "y", true, false)), unknown());
      story.call(2, get("x"), missing());
      story.call(2, get("y"), found("a", 2));
      accepted();
    }

    @Test
    void aCopyOfNothingWasNotMade() {
      story.call(1, steps(copy("x", "y", true, false), make(set("x", "a"))), unknown());
      story.call(2, get("x"), found("a", 1));
      story.call(2, get("y"), found("a", 1));
      rejected();
    }
  }

  @Nested
  class Splices {
    private final Step put = new Step.Splice(key("x"), 2, Bytes.utf8("b"));
    private final Step end = new Step.Splice(key("x"), Step.Splice.END, Bytes.utf8("c"));

    @Test
    void fillAndAppend() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(put, end), wrote(many(new Result.Counted(3), new Result.Counted(4))));
      story.call(2, get("x"), found("a\0bc", 2));
      accepted();
    }

    @Test
    void tellTheRightLength() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(put), wrote(many(new Result.Counted(4))));
      rejected();
    }

    @Test
    void leaveTheRest() {
      story.call(1, set("x", "12345"), written(1, true));
      story.call(1, steps(put), unknown());
      story.call(2, get("x"), found("12b", 2));
      rejected();
    }

    @Test
    void ofNothingChangeNothing() {
      Step nothing = new Step.Splice(key("x"), 7, Bytes.EMPTY);
      story.call(1, steps(nothing), wrote(many(new Result.Counted(0))));
      story.call(2, get("x"), missing());
      accepted();
    }
  }

  @Nested
  class Decimals {
    private final Step half = new Step.AddDecimal(key("x"), new BigDecimal("0.50"));

    @Test
    void areAdded() {
      story.call(1, set("x", "1.5"), written(1, true));
      story.call(1, steps(half, half), wrote(many(updated("2", 2), updated("2.5", 2))));
      accepted();
    }

    @Test
    void areAddedOnce() {
      story.call(1, steps(half), unknown());
      story.call(1, get("x"), found("1", 1));
      rejected();
    }

    @Test
    void areNotAddedToText() {
      Result failed = new Result.Failed(new Refusal.Invalid("no decimal number"));
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(half, look("x")), wrote(many(failed, looked("a", 1))));
      accepted();
      story.call(1, set("x", "2"), written(2, false));
      story.call(1, steps(half), wrote(many(failed)));
      rejected();
    }
  }

  @Nested
  class TimesToLive {
    private final Duration second = Duration.ofSeconds(1);

    private Step retime(Duration ttl, Step.When when) {
      return new Step.Retime(key("x"), Optional.of(ttl), when);
    }

    @Test
    void beginAnew() {
      story.call(1, set("x", "a", second), written(1, true));
      story.call(
          1, steps(retime(second.multipliedBy(5), Step.When.LATER)), wrote(many(made(2, false))));
      story.pass(second.multipliedBy(2));
      story.call(2, get("x"), found("a", 2, Duration.ofMillis(2998)));
      accepted();
      story.pass(second.multipliedBy(4));
      story.call(2, get("x"), found("a", 2, Duration.ofMillis(1)));
      rejected();
    }

    @Test
    void endWhatIsNoLongerToLive() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(
          1,
          steps(retime(Duration.ZERO, Step.When.ALWAYS), look("x")),
          wrote(many(new Result.Deleted(new Revision(2), true), new Result.Missing())));
      accepted();
      story.call(2, get("x"), found("a", 1));
      rejected();
    }

    @Test
    void areNotSetAgainstTheirCondition() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(retime(second, Step.When.SOME)), wrote(many(made(2, false))));
      rejected();
    }

    @Test
    void areRefusedWithReason() {
      Result failed = new Result.Failed(new Refusal.ConditionFailed(key("x"), new Revision(1)));
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(retime(second, Step.When.SOME)), wrote(many(failed)));
      accepted();
      story.call(1, steps(retime(second, Step.When.NONE)), wrote(many(failed)));
      rejected();
    }

    @Test
    void maySetWithoutAnAnswer() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(retime(second, Step.When.ALWAYS)), unknown());
      story.pass(second.multipliedBy(2));
      story.call(2, get("x"), missing());
      accepted();
    }
  }

  @Nested
  class Copies {
    @Test
    void holdTheSame() {
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, steps(copy("x", "y", false, false)), wrote(many(made(2, true))));
      story.call(2, get("x"), found("a", 1));
      story.call(2, get("y"), found("a", 2));
      accepted();
      story.call(1, set("x", "b"), written(3, false));
      story.call(2, get("y"), found("b", 3));
      rejected();
    }

    @Test
    void moveAndTakeTheTimeToLiveAlong() {
      story.call(1, set("x", "a", Duration.ofSeconds(1)), written(1, true));
      story.call(1, set("y", "b"), written(2, true));
      story.call(
          1,
          steps(copy("x", "y", true, true), look("x")),
          wrote(many(made(3, false), new Result.Missing())));
      story.pass(Duration.ofSeconds(2));
      story.call(2, get("y"), missing());
      accepted();
      story.call(2, get("x"), found("a", 1));
      rejected();
    }

    @Test
    void areRefusedForEitherKey() {
      story.call(
          1,
          steps(copy("x", "y", false, false)),
          wrote(many(new Result.Failed(new Refusal.ConditionFailed(key("x"), Revision.NONE)))));
      story.call(1, set("x", "a"), written(1, true));
      story.call(1, set("y", "b"), written(2, true));
      Result there = new Result.Failed(new Refusal.ConditionFailed(key("y"), new Revision(2)));
      story.call(1, steps(copy("x", "y", false, false)), wrote(many(there)));
      accepted();
      story.call(1, steps(copy("x", "y", false, true)), wrote(many(there)));
      rejected();
    }
  }

  @Nested
  class Batches {
    private final Step both = together(set("x", "b"), setIf(Condition.ABSENT, "y", "b"));

    @Test
    void areDoneWhole() {
      story.call(
          1,
          steps(both, look("x")),
          wrote(many(many(made(1, true), made(1, true)), looked("b", 1))));
      story.call(2, get("y"), found("b", 1));
      accepted();
    }

    @Test
    void leaveNothingWhenRefused() {
      Result failed = new Result.Failed(new Refusal.ConditionFailed(key("y"), new Revision(1)));
      story.call(1, set("y", "a"), written(1, true));
      story.call(1, steps(both, make(set("z", "b"))), wrote(many(failed, made(2, true))));
      story.call(2, get("x"), missing());
      accepted();
      story.call(2, get("x"), found("b", 2));
      rejected();
    }

    @Test
    void areRefusedForWhatIsSo() {
      Result failed = new Result.Failed(new Refusal.ConditionFailed(key("y"), Revision.NONE));
      story.call(1, steps(both), wrote(many(failed)));
      rejected();
    }
  }

  @Test
  void aStepIsNotRefusedForAKeyOfAnother() {
    story.call(
        1,
        steps(look("x"), make(setIf(Condition.PRESENT, "y", "b"))),
        wrote(
            many(
                new Result.Missing(),
                new Result.Failed(new Refusal.ConditionFailed(key("x"), Revision.NONE)))));
    rejected();
  }

  @Test
  void aStaleReadMayShowWhatAnyStepMade() {
    story.call(1, set("x", "a"), written(1, true));
    story.call(1, steps(copy("x", "y", false, false)), wrote(many(made(2, true))));
    story.call(2, get("y"), Story.sawStale(looked("a", 2)));
    accepted();
    story.call(2, get("y"), Story.sawStale(looked("a", 1)));
    rejected();
  }
}
