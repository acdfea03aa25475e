package dev.memdi.check;

import static dev.memdi.check.Story.add;
import static dev.memdi.check.Story.append;
import static dev.memdi.check.Story.byLeaderAlone;
import static dev.memdi.check.Story.conditionFailed;
import static dev.memdi.check.Story.delete;
import static dev.memdi.check.Story.deleted;
import static dev.memdi.check.Story.found;
import static dev.memdi.check.Story.get;
import static dev.memdi.check.Story.key;
import static dev.memdi.check.Story.missing;
import static dev.memdi.check.Story.refused;
import static dev.memdi.check.Story.saw;
import static dev.memdi.check.Story.set;
import static dev.memdi.check.Story.setIf;
import static dev.memdi.check.Story.unknown;
import static dev.memdi.check.Story.updated;
import static dev.memdi.check.Story.written;
import static dev.memdi.check.Story.wrote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Histories whose verdict a person can see, by name. */
class KnownHistoriesTest {
  private final Story story = new Story();

  private void accepted() {
    Linearizability.check(story.history()).orFail();
  }

  private String rejected() {
    Verdict verdict = Linearizability.check(story.history());
    return assertInstanceOf(Verdict.Violation.class, verdict, verdict::toString).explanation();
  }

  @Nested
  class Registers {
    @Test
    void empty() {
      accepted();
    }

    @Test
    void oneAfterTheOther() {
      story
          .call(1, get("x"), missing())
          .call(1, set("x", "a"), written(4, true))
          .call(2, get("x"), found("a", 4))
          .call(1, set("x", "b"), written(9, false))
          .call(2, get("x"), found("b", 9))
          .call(2, delete("x"), deleted(10, true))
          .call(2, delete("x"), deleted(11, false))
          .call(1, get("x"), missing());
      accepted();
    }

    @Test
    void aReadDuringAWriteMaySeeEither() {
      story.call(1, set("x", "a"), written(1, true));
      long write = story.ask(1, set("x", "b"));
      story.call(2, get("x"), found("a", 1)).call(3, get("x"), found("b", 2));
      story.end(write, written(2, false));
      accepted();
    }

    @Test
    void staleRead() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(2, set("x", "b"), written(2, false))
          .call(3, get("x"), found("a", 1));
      String why = rejected();
      assertTrue(why.contains("key 'x'"), why);
      assertTrue(why.contains("Without #4"), why);
    }

    @Test
    void twoReadsSeeAWriteInTheWrongOrder() {
      story.call(1, set("x", "a"), written(1, true));
      long write = story.ask(1, set("x", "b"));
      story.call(2, get("x"), found("b", 2)).call(3, get("x"), found("a", 1));
      story.end(write, written(2, false));
      rejected();
    }

    @Test
    void readOfAValueThatNobodyWrote() {
      story.call(1, set("x", "a"), written(1, true)).call(2, get("x"), found("b", 1));
      rejected();
    }

    @Test
    void readOfAValueBeforeAnybodyAskedForIt() {
      story.call(2, get("x"), found("a", 1)).call(1, set("x", "a"), written(1, true));
      rejected();
    }

    @Test
    void valueResurrectedAfterDelete() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(1, delete("x"), deleted(2, true))
          .call(2, get("x"), found("a", 1));
      rejected();
    }

    @Test
    void keyThatExistsIsSaidToBeCreated() {
      story.call(1, set("x", "a"), written(1, true)).call(2, set("x", "b"), written(2, true));
      rejected();
    }

    @Test
    void revisionGoesBackwards() {
      story.call(1, set("x", "a"), written(7, true)).call(2, set("x", "b"), written(6, false));
      rejected();
    }

    @Test
    void revisionGoesBackwardsOnAnotherKey() {
      story.call(1, set("x", "a"), written(7, true)).call(2, set("y", "b"), written(6, true));
      assertTrue(rejected().contains("backwards within a shard"));
    }

    @Test
    void twoWritesHaveOneRevision() {
      long one = story.ask(1, set("x", "a"));
      long two = story.ask(2, set("y", "b"));
      story.end(one, written(5, true)).end(two, written(5, true));
      assertTrue(rejected().contains("one revision"));
    }

    @Test
    void oneWriteHasTwoRevisions() {
      story.call(
          1,
          new Operation.SetMany(List.of(set("x", "a"), set("y", "b"))),
          wrote(
              new Result.Many(
                  List.of(
                      new Result.Written(new Revision(5), true),
                      new Result.Written(new Revision(6), true)))));
      assertTrue(rejected().contains("two revisions"));
    }

    @Test
    void readsDisagreeOnAValue() {
      story.ask(1, set("x", "a"));
      story.ask(1, set("x", "b"));
      story.call(2, get("x"), found("a", 5)).call(3, get("x"), found("b", 5));
      assertTrue(rejected().contains("two values at one revision"));
    }

    @Test
    void readsDisagreeOnARevision() {
      story
          .call(1, set("x", "a"), written(5, true))
          .call(2, get("x"), found("a", 5))
          .call(3, get("x"), found("a", 6));
      rejected();
    }

    @Test
    void answerOfAnotherKind() {
      story.call(1, get("x"), written(5, true));
      assertTrue(rejected().contains("does not fit"));
    }
  }

  @Nested
  class OpenCalls {
    @Test
    void writeWithoutAnswerMayBeSeenMuchLater() {
      story.ask(1, set("x", "a"));
      story
          .call(2, get("x"), missing())
          .call(2, set("x", "b"), written(3, true))
          .call(2, get("x"), found("b", 3))
          .call(2, get("x"), found("a", 8));
      accepted();
    }

    @Test
    void writeOfUnknownOutcomeMayBeSeenMuchLater() {
      story
          .call(1, set("x", "a"), unknown())
          .call(2, get("x"), missing())
          .call(2, get("x"), found("a", 8));
      accepted();
    }

    @Test
    void writeOfUnknownOutcomeHappensOnceOnly() {
      story
          .call(1, set("x", "a"), unknown())
          .call(2, get("x"), found("a", 2))
          .call(2, set("x", "b"), written(3, false))
          .call(2, get("x"), found("a", 4));
      rejected();
    }

    @Test
    void writeOfUnknownOutcomeIsSeenOnceAndThenGone() {
      story
          .call(1, set("x", "a"), unknown())
          .call(2, get("x"), found("a", 2))
          .call(2, get("x"), missing());
      rejected();
    }

    @Test
    void failedOperationThatCommittedLater() {
      story
          .call(1, set("x", "a"), refused(new Refusal.Unavailable("no leader")))
          .call(2, get("x"), found("a", 3));
      rejected();
    }

    @Test
    void refusedConditionThatTookEffect() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(2, setIf(Condition.ABSENT, "x", "b"), conditionFailed("x", 1))
          .call(2, get("x"), found("b", 2));
      rejected();
    }

    @Test
    void revisionOfAnUnknownWriteIsLearntAndThenFixed() {
      story
          .call(1, add("n", 1), unknown())
          .call(2, get("n"), found("1", 5))
          .call(2, get("n"), found("1", 6));
      rejected();
    }

    @Test
    void thereIsNoRoomForTwoUnknownWritesBetweenNeighbours() {
      story
          .call(1, add("n", 1), unknown())
          .call(1, add("n", 1), unknown())
          .call(2, set("n", "0"), written(5, true))
          .call(2, add("n", 1), updated("3", 7));
      rejected();
    }

    @Test
    void dozensOfUnknownWritesOfOneKey() {
      for (int i = 0; i < 60; i++) {
        story.call(1, set("x", "lost " + i), unknown());
        story.call(1, add("n", i % 3), unknown());
        story.call(1, append("s", "<" + i + ">"), unknown());
        story.call(1, delete("x"), unknown());
      }
      story
          .call(2, set("x", "a"), written(1000, false))
          .call(2, get("x"), found("a", 1000))
          .call(2, get("x"), missing())
          .call(2, get("x"), found("lost 7", 1002))
          .call(2, get("n"), found("41", 1500))
          .call(2, get("s"), found("<9><3><20>", 1600))
          .call(2, get("s"), found("<9><3><20><4>", 1601));
      accepted();
      story.call(2, get("s"), found("<9><3><20><4><9>", 1602));
      rejected();
    }
  }

  @Nested
  class Counters {
    @Test
    void lostUpdate() {
      long one = story.ask(1, add("n", 1));
      long two = story.ask(2, add("n", 1));
      story.end(one, updated("1", 1)).end(two, updated("1", 2));
      rejected();
    }

    @Test
    void duplicateIncrement() {
      story
          .call(1, add("n", 1), updated("1", 1))
          .call(1, add("n", 1), unknown())
          .call(2, get("n"), found("3", 5));
      rejected();
    }

    @Test
    void unknownIncrementCountsOnceOrNot() {
      story
          .call(1, add("n", 1), updated("1", 1))
          .call(1, add("n", 1), unknown())
          .call(1, add("n", 1), unknown())
          .call(2, get("n"), found("1", 1))
          .call(2, get("n"), found("2", 5))
          .call(2, get("n"), found("3", 6));
      accepted();
    }

    @Test
    void refusalsAreObservations() {
      story
          .call(1, set("n", "x"), written(1, true))
          .call(1, add("n", 1), refused(new Refusal.NotAnInteger(key("n"))))
          .call(1, set("n", "9223372036854775807"), written(2, false))
          .call(1, add("n", 1), refused(new Refusal.Overflow(key("n"))));
      accepted();
      story.call(1, add("n", -1), refused(new Refusal.Overflow(key("n"))));
      rejected();
    }

    @Test
    void integerIsSaidNotToBeOne() {
      story
          .call(1, set("n", "12"), written(1, true))
          .call(1, add("n", 1), refused(new Refusal.NotAnInteger(key("n"))));
      rejected();
    }
  }

  @Nested
  class Conditions {
    @Test
    void bothCompareAndSetsSucceed() {
      story.call(1, set("x", "a"), written(1, true));
      Condition seen = new Condition.AtRevision(new Revision(1));
      long one = story.ask(1, setIf(seen, "x", "b"));
      long two = story.ask(2, setIf(seen, "x", "c"));
      story.end(one, written(2, false)).end(two, written(3, false));
      rejected();
    }

    @Test
    void oneOfTwoCompareAndSetsSucceeds() {
      story.call(1, set("x", "a"), written(1, true));
      Condition seen = new Condition.Holds(Bytes.utf8("a"));
      long one = story.ask(1, setIf(seen, "x", "b"));
      long two = story.ask(2, setIf(seen, "x", "c"));
      story.end(one, conditionFailed("x", 3)).end(two, written(3, false));
      accepted();
    }

    @Test
    void conditionFailsThoughItHolds() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(2, setIf(Condition.PRESENT, "x", "b"), conditionFailed("x", 1));
      rejected();
    }

    @Test
    void refusalShowsAnOldRevision() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(1, set("x", "b"), written(2, false))
          .call(2, setIf(Condition.ABSENT, "x", "c"), conditionFailed("x", 1));
      rejected();
    }

    @Test
    void refusalForAKeyThatWasNotAskedFor() {
      story.call(2, setIf(Condition.PRESENT, "x", "c"), conditionFailed("y", 0));
      assertTrue(rejected().contains("refused for a key"));
    }

    @Test
    void whatALeaderAloneRefusedIsNoObservation() {
      story.call(1, set("x", "a"), written(1, true));
      long call = story.ask(2, setIf(Condition.PRESENT, "x", "b"), Ack.LEADER);
      story.end(call, conditionFailed("x", 0)).call(1, get("x"), found("a", 1));
      accepted();
    }

    @Test
    void lockHandedOutTwice() {
      Duration ttl = Duration.ofSeconds(10);
      Operation.Set lock =
          new Operation.Set(
              key("lock"), Bytes.utf8("mine"), new Expiry.After(ttl), Condition.ABSENT);
      story.call(1, lock, written(1, true)).pass(Duration.ofSeconds(5));
      story.call(2, lock, written(2, true));
      rejected();
    }

    @Test
    void lockHandedOutAgainWhenItExpired() {
      Duration ttl = Duration.ofSeconds(10);
      Operation.Set lock =
          new Operation.Set(
              key("lock"), Bytes.utf8("mine"), new Expiry.After(ttl), Condition.ABSENT);
      story.call(1, lock, written(1, true)).call(2, lock, conditionFailed("lock", 1));
      story.pass(ttl).call(2, lock, written(2, true));
      accepted();
    }
  }

  @Nested
  class TimesToLive {
    private final Duration ttl = Duration.ofSeconds(10);

    @Test
    void expiresInTime() {
      story
          .call(1, set("x", "a", ttl), written(1, true))
          .call(2, get("x"), found("a", 1, ttl.minusMillis(2)))
          .pass(ttl)
          .call(2, get("x"), missing())
          .call(2, set("x", "b"), written(5, true));
      accepted();
    }

    @Test
    void tooEarly() {
      story.call(1, set("x", "a", ttl), written(1, true)).pass(ttl.minusMillis(20));
      story.call(2, get("x"), missing());
      rejected();
    }

    @Test
    void tooLate() {
      story.call(1, set("x", "a", ttl), written(1, true)).pass(ttl.plusMillis(20));
      story.call(2, get("x"), found("a", 1, Duration.ofMillis(1)));
      rejected();
    }

    @Test
    void slackForgives() {
      story.call(1, set("x", "a", ttl), written(1, true)).pass(ttl.minusMillis(20));
      story.call(2, get("x"), missing());
      Rules rules = Rules.STRICT.withSlack(Duration.ofMillis(2), 0.01);
      Linearizability.check(story.history(), rules).orFail();
    }

    @Test
    void lifeBeginsAnewWithANewLeader() {
      story
          .call(1, set("x", "a", ttl), written(1, true))
          .pass(Duration.ofSeconds(6))
          .call(2, get("x"), found("a", 1, ttl));
      rejected();
    }

    @Test
    void seenAgainAfterItExpired() {
      Rules rules = Rules.STRICT.withSlack(Duration.ofSeconds(1), 0);
      story.call(1, set("x", "a", ttl), written(1, true)).pass(ttl);
      story.call(2, get("x"), missing()).call(2, get("x"), found("a", 1, Duration.ofMillis(1)));
      assertInstanceOf(Verdict.Violation.class, Linearizability.check(story.history(), rules));
    }

    @Test
    void unknownWriteLivesNoLongerThanItWasSeenPlusItsTime() {
      story
          .call(1, set("x", "a", ttl), unknown())
          .call(2, get("x"), found("a", 1, ttl))
          .pass(ttl.plusMillis(20))
          .call(2, get("x"), found("a", 1, Duration.ofMillis(1)));
      rejected();
    }

    @Test
    void writeWithoutATimeToLiveDropsIt() {
      story
          .call(1, set("x", "a", ttl), written(1, true))
          .call(1, set("x", "b"), written(2, false))
          .pass(ttl.multipliedBy(2))
          .call(2, get("x"), found("b", 2));
      accepted();
    }

    /** Nobody saw the write, but nothing else can have made room for the append. */
    @Test
    void unseenWriteExpiresAndTakesTheKeyWithIt() {
      story.ask(1, set("x", "a", Duration.ofMillis(1)));
      story.call(2, append("x", "b"), updated("b", 1));
      story.call(2, append("x", "1"), unknown());
      story.call(3, get("x"), found("1", 3));
      accepted();
    }

    @Test
    void batchIsRefusedForWhatItDidToAnExpiredKey() {
      story.call(1, set("x", "2", Duration.ofMillis(2)), written(1, true));
      story.call(
          1,
          new Operation.Batch(List.of(), List.of(setIf(Condition.ABSENT, "x", "a"), add("x", 1))),
          refused(new Refusal.NotAnInteger(key("x"))));
      accepted();
    }

    @Test
    void keptTimeToLiveEnds() {
      story
          .call(1, set("n", "1", ttl), written(1, true))
          .pass(ttl.dividedBy(2))
          .call(1, add("n", 1), updated("2", 2))
          .pass(ttl.dividedBy(2))
          .call(2, get("n"), missing());
      accepted();
    }

    @Test
    void keptTimeToLiveIsForgotten() {
      story
          .call(1, set("n", "1", ttl), written(1, true))
          .call(1, add("n", 1), updated("2", 2))
          .pass(ttl.plusMillis(20))
          .call(2, add("n", 1), updated("3", 3));
      rejected();
    }
  }

  @Nested
  class SeveralKeys {
    private final Operation.Batch both =
        new Operation.Batch(List.of(), List.of(set("x", "1"), set("y", "1")));
    private final Operation.GetMany look = new Operation.GetMany(List.of(key("x"), key("y")));

    private Result one(long revision) {
      return new Result.Found(Bytes.utf8("1"), new Revision(revision), Optional.empty());
    }

    @Test
    void batchSeenHalf() {
      long batch = story.ask(1, both);
      story.call(2, look, saw(new Result.Many(List.of(one(3), new Result.Missing()))));
      story.end(
          batch,
          wrote(
              new Result.Many(
                  List.of(
                      new Result.Written(new Revision(3), true),
                      new Result.Written(new Revision(3), true)))));
      rejected();
    }

    @Test
    void unknownBatchSeenHalf() {
      story.call(1, both, unknown());
      story.call(2, look, saw(new Result.Many(List.of(one(3), new Result.Missing()))));
      rejected();
    }

    @Test
    void unknownBatchSeenHalfByTwoReads() {
      story.call(1, both, unknown());
      story.call(2, get("x"), found("1", 3)).call(2, get("y"), missing());
      rejected();
    }

    @Test
    void batchSeenWhole() {
      story.call(1, both, unknown());
      story.call(2, look, saw(new Result.Many(List.of(one(3), one(3)))));
      accepted();
    }

    @Test
    void setOfManyKeysIsNotAtomicAcrossShards() {
      story.call(1, new Operation.SetMany(List.of(set("x", "1"), set("y", "1"))), unknown());
      story.call(2, look, saw(new Result.Many(List.of(one(3), new Result.Missing()))));
      rejected();
      Rules rules = Rules.STRICT.withShards(key -> key.equals(key("x")) ? 0 : 1);
      Linearizability.check(story.history(), rules).orFail();
    }

    @Test
    void deleteOfNothingIsNoChangeOfItsBatch() {
      Operation.Batch batch =
          new Operation.Batch(List.of(), List.of(delete("x"), append("x", "b")));
      story.call(1, set("x", "a"), written(3, true));
      long deletion = story.ask(2, delete("x"));
      story.call(
          1,
          batch,
          wrote(
              new Result.Many(
                  List.of(
                      new Result.Deleted(new Revision(3), false),
                      new Result.Updated(Bytes.utf8("b"), new Revision(3))))));
      story.end(deletion, unknown());
      rejected();
    }

    @Test
    void batchIsRefusedAsAWhole() {
      Operation.Batch checked =
          new Operation.Batch(
              List.of(new Operation.Check(key("x"), Condition.PRESENT)), List.of(set("y", "2")));
      story
          .call(1, checked, conditionFailed("x", 0))
          .call(1, set("x", "1"), written(1, true))
          .call(
              1,
              checked,
              wrote(new Result.Many(List.of(new Result.Written(new Revision(2), true)))))
          .call(1, get("y"), found("2", 2));
      accepted();
      story.call(2, checked, conditionFailed("x", 0));
      rejected();
    }

    @Test
    void scanMissesAKey() {
      story
          .call(1, set("k1", "1"), written(1, true))
          .call(1, set("k2", "1"), written(2, true))
          .call(
              2,
              new Operation.Scan(Bytes.utf8("k"), Optional.empty(), 10),
              saw(
                  new Result.Page(
                      List.of(
                          new Result.Entry(
                              key("k2"), Bytes.utf8("1"), new Revision(2), Optional.empty())),
                      false)));
      rejected();
    }

    @Test
    void scanShowsTheKeysUpToItsLast() {
      story
          .call(1, set("k1", "1"), written(1, true))
          .call(1, set("k2", "1"), written(2, true))
          .call(
              2,
              new Operation.Scan(Bytes.utf8("k"), Optional.empty(), 1),
              saw(
                  new Result.Page(
                      List.of(
                          new Result.Entry(
                              key("k1"), Bytes.utf8("1"), new Revision(1), Optional.empty())),
                      true)));
      accepted();
    }

    @Test
    void countOfOneKeyTooMany() {
      story
          .call(1, set("k1", "1"), written(1, true))
          .call(1, set("k2", "1"), written(2, true))
          .call(1, delete("k1"), deleted(3, true))
          .call(2, new Operation.Count(Bytes.utf8("k")), saw(new Result.Counted(2)));
      rejected();
    }
  }

  @Nested
  class LesserAssurances {
    @Test
    void staleReadSaysSo() {
      story
          .call(1, set("x", "a"), written(1, true))
          .call(2, set("x", "b"), written(2, false))
          .call(3, get("x"), sawStale(found("a", 1)))
          .call(3, get("x"), sawStale(missing()));
      accepted();
    }

    @Test
    void staleReadOfAValueThatNobodyWrote() {
      story.call(1, set("x", "a"), written(1, true)).call(3, get("x"), sawStale(found("a", 2)));
      assertTrue(rejected().contains("no write made this one"));
    }

    @Test
    void staleReadOfAValueThatWasNotYetAskedFor() {
      story.call(3, get("x"), sawStale(found("a", 1)));
      story.call(1, set("x", "a"), written(1, true));
      rejected();
    }

    @Test
    void writeThatTheLeaderAloneHadMayBeLost() {
      story
          .call(1, set("x", "a"), byLeaderAlone(new Result.Written(new Revision(1), true)))
          .call(2, get("x"), missing())
          .call(2, set("x", "b"), written(1, true));
      accepted();
    }

    @Test
    void writeThatTheLeaderAloneHadSurvivesAsItWasTold() {
      story
          .call(1, set("x", "a"), byLeaderAlone(new Result.Written(new Revision(1), true)))
          .call(2, get("x"), found("a", 2));
      rejected();
    }

    private Outcome sawStale(Outcome fresh) {
      return Story.sawStale(((Outcome.Done) fresh).result());
    }
  }

  @Test
  void explanationHoldsOnlyWhatMatters() {
    for (int i = 1; i < 50; i++) {
      story
          .call(i % 4, set("x", "v" + i), written(2 * i, i == 1))
          .call(4 + i % 3, get("x"), found("v" + i, 2 * i))
          .call(7, set("y", "v" + i), written(2 * i + 1, i == 1));
    }
    long open = story.ask(9, set("x", "open"));
    story.call(5, get("x"), found("v48", 96));
    story.call(5, get("x"), found("v49", 98)).end(open, written(100, false));
    String why = rejected();
    assertTrue(why.contains("v48") && why.contains("v49"), why);
    assertTrue(!why.contains("v47") && !why.contains("\"y\""), why);
    assertTrue(why.contains("open"), why);
    assertEquals(
        2,
        why.substring(0, why.indexOf("Without")).lines().filter(l -> l.contains("|")).count(),
        why);
  }
}
