package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private final TestShard shard = new TestShard();

  @Test
  void aDeadlineCountsFromTheStamp() {
    shard.at(1000).apply(set("a", "1", 50));
    assertThat(shard.state.nextDeadline()).isEqualTo(1050);
    assertThat(shard.at(1049).ttl("a")).contains(Duration.ofMillis(1));
    assertThat(shard.at(1050).get("a")).isNull();
  }

  @Test
  void aStampThatIsBehindAnEarlierOneCountsAsThatOne() {
    shard.at(1000).entry();
    shard.at(0).apply(set("a", "1", 50));
    assertThat(shard.state.nextDeadline()).isEqualTo(1050);
  }

  @Test
  void aTimeToLiveBeyondTheEndOfTimeIsForEver() {
    shard.at(1000).apply(set("a", "1", Long.MAX_VALUE));
    assertThat(shard.at(Long.MAX_VALUE).get("a")).isEqualTo("1");
    assertThat(shard.ttl("a")).isEmpty();
  }

  @Test
  void aSetDropsOrKeepsOrReplacesTheTimeToLive() {
    shard.apply(set("a", "1", 50));
    shard.apply(new Operation.Set(key("a"), bytes("2"), Expiry.KEEP, Condition.ALWAYS));
    assertThat(shard.state.nextDeadline()).isEqualTo(50);
    shard.at(10).apply(set("a", "3", 90));
    assertThat(shard.state.nextDeadline()).isEqualTo(100);
    shard.apply(set("a", "4"));
    assertThat(shard.state.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    shard.apply(new Operation.Set(key("a"), bytes("5"), Expiry.KEEP, Condition.ALWAYS));
    shard.apply(new Operation.Set(key("b"), bytes("6"), Expiry.KEEP, Condition.ALWAYS));
    assertThat(shard.state.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aCommandSeesAKeyThatIsDueAsAbsent() {
    shard.apply(set("a", "1", 50));
    shard.apply(set("n", "1", 50));
    shard.apply(set("d", "1", 50));
    shard.at(50);
    assertThat(shard.apply(new Operation.Set(key("a"), bytes("2"), Expiry.KEEP, Condition.ABSENT)))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done -> assertThat(done.result()).isEqualTo(new Result.Written(new Revision(4), true)));
    shard.apply(new Operation.Increment(key("n"), 1));
    assertThat(shard.get("n")).isEqualTo("1");
    assertThat(shard.apply(Operation.Delete.of(key("d"))))
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done ->
                assertThat(done.result()).isEqualTo(new Result.Deleted(new Revision(6), false)));
    assertThat(shard.at(Long.MAX_VALUE).get("a")).isEqualTo("2");
    assertThat(shard.changes("", 4)).containsExactly("a=2@4", "n=1@5", "d gone@6");
  }

  @Test
  void aCommandRemovesADueKeyThatItTouchesEvenWhereItIsRefused() {
    shard.apply(set("a", "1", 50));
    shard.at(50).apply(new Operation.Delete(key("a"), Condition.PRESENT));
    assertThat(shard.state.keys()).isZero();
    assertThat(shard.changes("", 2)).containsExactly("a gone@2");

    shard.apply(set("a", "1", 50));
    Operation.Check check = new Operation.Check(key("a"), Condition.PRESENT);
    shard.at(100).apply(new Operation.Batch(List.of(check), List.of(set("b", "2"))));
    assertThat(shard.state.keys()).isZero();
    assertThat(shard.changes("", 4)).containsExactly("a gone@4");
  }

  @Test
  void anExpiryRemovesWhatIsDueAtOneRevision() {
    shard.apply(set("c", "1", 10));
    shard.apply(set("b", "1", 20));
    shard.apply(set("a", "1", 20));
    shard.apply(set("d", "1", 30));
    shard.apply(set("e", "1"));
    shard.at(100).expire(29);
    assertThat(shard.state.keys()).isEqualTo(2);
    assertThat(shard.changes("", 6)).containsExactly("c gone@6", "a gone@6", "b gone@6");
    assertThat(shard.state.nextDeadline()).isEqualTo(30);
  }

  @Test
  void oneExpiryRemovesOnlySoMuchAndTheEarliestFirst() {
    int most = WriteExecutor.MOST_EXPIRED_AT_ONCE;
    for (int i = 0; i <= most; i++) {
      shard.apply(set("key " + i, "1", 1 + most - i));
    }
    shard.at(100_000).expire(100_000);
    assertThat(shard.state.keys()).isEqualTo(1);
    assertThat(shard.at(0).get("key 0")).isEqualTo("1");
    shard.at(100_000).expire(100_000);
    assertThat(shard.state.keys()).isZero();
  }

  @Test
  void anExpiryFromAClockAheadRemovesNoMoreThanItsOwnStampAllows() {
    shard.apply(set("a", "1", 50));
    shard.at(49).expire(1000);
    assertThat(shard.state.keys()).isEqualTo(1);
    shard.at(50).expire(1000);
    assertThat(shard.state.keys()).isZero();
  }

  @Test
  void readsHideWhatIsDueAndSayThatTheyTouchedIt() {
    shard.apply(set("a1", "1", 50));
    shard.apply(set("a2", "2"));
    shard.apply(set("b", "3", 60));
    StateMachine state = shard.state;
    assertThat(state.read(new Operation.Count(bytes("a")), 49)).isEqualTo(new Result.Counted(2));
    assertThat(state.read(new Operation.Count(bytes("a")), 50)).isEqualTo(new Result.Counted(1));
    assertThat(state.touchesDue(new Operation.Count(bytes("a")), 49)).isFalse();
    assertThat(state.touchesDue(new Operation.Count(bytes("a")), 50)).isTrue();
    assertThat(state.touchesDue(new Operation.Count(bytes("a2")), 50)).isFalse();
    assertThat(state.touchesDue(new Operation.Get(key("a1")), 50)).isTrue();
    assertThat(state.touchesDue(new Operation.Get(key("a2")), 50)).isFalse();
    assertThat(state.touchesDue(new Operation.Contains(key("a1")), 50)).isTrue();
    assertThat(state.touchesDue(new Operation.Contains(key("b")), 50)).isFalse();
    assertThat(state.touchesDue(new Operation.GetMany(List.of(key("b"), key("a1"))), 50)).isTrue();
    assertThat(state.touchesDue(new Operation.GetMany(List.of(key("b"))), 50)).isFalse();
    assertThat(state.keys()).isEqualTo(3);
  }
}
