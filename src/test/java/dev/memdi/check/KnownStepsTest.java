package dev.memdi.check;

import static dev.memdi.check.Story.add;
import static dev.memdi.check.Story.conditionFailed;
import static dev.memdi.check.Story.found;
import static dev.memdi.check.Story.get;
import static dev.memdi.check.Story.key;
import static dev.memdi.check.Story.set;
import static dev.memdi.check.Story.setIf;
import static dev.memdi.check.Story.unknown;
import static dev.memdi.check.Story.written;
import static dev.memdi.check.Story.wrote;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.util.List;
import java.util.Optional;
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
    story.call(2, get("y"), Story.missing());
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

  @Test
  void whatMayHaveBeenRefusedWithoutAWordIsNotJudged() {
    story.call(1, steps(make(setIf(Condition.ABSENT, "x", "b"))), unknown());
    assertThrows(IllegalArgumentException.class, () -> Linearizability.check(story.history()));
  }
}
