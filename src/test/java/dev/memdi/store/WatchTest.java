package dev.memdi.store;

import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Changes;
import dev.memdi.api.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
  private final TestStore store = new TestStore();

  @Test
  void fromNothingAnswersWhereThePresentIs() {
    store.apply(0, set("a", "1"));
    store.watch("a", 0);
    assertThat(told()).isEqualTo(nothing(2, 2));
  }

  @Test
  void whatIsThereIsToldAtOnce() {
    store.apply(0, set("a", "1"));
    store.apply(0, set("b", "1"));
    store.watch("a", 1);
    Changes changes = told();
    assertThat(TestShard.texts(changes)).containsExactly("a=1@1");
    assertThat(changes.next()).isEqualTo(3);
    assertThat(store.timers()).isZero();
  }

  @Test
  void waitsForAChangeThatMatches() {
    store.watch("a", 1);
    store.apply(0, set("b", "1"));
    store.apply(0, set("c", "1"));
    assertThat(store.watcher.hasMessages()).isFalse();
    store.apply(0, set("a1", "1"));
    Changes changes = told();
    assertThat(TestShard.texts(changes)).containsExactly("a1=1@3");
    assertThat(changes.from()).isEqualTo(1);
    assertThat(changes.next()).isEqualTo(4);
    store.apply(0, set("a1", "2"));
    assertThat(store.watcher.hasMessages()).isFalse(); // once asked, once answered
  }

  @Test
  void whoWaitedLongEnoughLearnsHowFarNothingMatched() {
    store.watch("a", 1);
    store.pass(2000);
    store.apply(0, set("b", "1"));
    store.watch("c", 1);
    store.pass(2999);
    assertThat(store.watcher.hasMessages()).isFalse();
    store.pass(1);
    assertThat(told()).isEqualTo(nothing(1, 2));
    assertThat(store.watcher.hasMessages()).isFalse();
    store.pass(2000);
    assertThat(told()).isEqualTo(nothing(1, 2));
    assertThat(store.timers()).isZero();
  }

  @Test
  void aReplicaThatIsBehindWaitsUntilItIsThere() {
    store.apply(0, set("a", "1"));
    store.watch("a", 4);
    store.apply(0, set("a", "2"));
    store.apply(0, set("a", "3"));
    assertThat(store.watcher.hasMessages()).isFalse();
    store.apply(0, set("a", "4"));
    assertThat(TestShard.texts(told())).containsExactly("a=4@4");
    store.watch("a", 9);
    store.pass(5000);
    assertThat(told()).isEqualTo(nothing(9, 5)); // and says that it is behind
  }

  @Test
  void aLeaderKnowsThatThereIsNoSuchRevision() {
    store.lead(0).apply(0, set("a", "1"));
    store.watch("a", 9);
    store.pass(4999);
    assertThat(store.watcher.hasMessages()).isFalse(); // as leader it may have to catch up
    store.pass(1);
    assertThat(told()).isEqualTo(new Changes(TestShard.SHARD, 2, 2, true, List.of()));
    store.watch("a", 2); // the present
    store.pass(5000);
    assertThat(told()).isEqualTo(nothing(2, 2));
  }

  @Test
  void whoHasJustComeToLeadDoesNotKnowItYet() {
    store.watch("a", 9);
    store.pass(1);
    store.lead(0).pass(4999);
    assertThat(told()).isEqualTo(nothing(9, 1));
  }

  @Test
  void aGapIsToldAtOnce() {
    StoreBounds small = StoreBounds.DEFAULT.withHistoryBytes(100);
    TestStore forgetful = new TestStore(StoreRules.SOUND, small);
    for (int i = 1; i <= 5; i++) {
      forgetful.apply(0, set("a", "" + i));
    }
    forgetful.watch("a", 1);
    Changes changes = forgetful.watcher.receiveMessage();
    assertThat(changes.gap()).isTrue();
    assertThat(TestShard.texts(changes)).containsExactly("a=5@5");
    assertThat(changes.from()).isEqualTo(5);
  }

  @Test
  void expiriesAreTold() {
    store.lead(0).apply(0, set("a", "1", 20));
    store.watch("", 2);
    store.pass(20);
    store.commitProposals(20);
    assertThat(TestShard.texts(told())).containsExactly("a gone@2");
  }

  @Test
  void ofTooManyTheOneThatWaitedLongestIsSentAway() {
    StoreBounds narrow =
        new StoreBounds(1000, 1000, 1000, 1000, 1000, 2, Duration.ofSeconds(5), 10);
    TestStore store = new TestStore(StoreRules.SOUND, narrow);
    store.watch("a", 1);
    store.watch("b", 1);
    store.watch("c", 1);
    assertThat(store.watcher.receiveMessage()).isEqualTo(nothing(1, 1));
    assertThat(store.watcher.hasMessages()).isFalse();
    store.apply(0, new Operation.SetMany(List.of(set("a", "1"), set("b", "1"), set("c", "1"))));
    assertThat(store.watcher.getAllReceived())
        .extracting(TestShard::texts)
        .containsExactly(List.of("b=1@1"), List.of("c=1@1"));
  }

  private Changes told() {
    return store.watcher.receiveMessage();
  }

  private static Changes nothing(long from, long next) {
    return new Changes(TestShard.SHARD, from, next, false, List.of());
  }
}
