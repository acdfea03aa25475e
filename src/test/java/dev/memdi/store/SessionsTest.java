package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Operation.Write PLUS_ONE = new Operation.Increment(key("n"), 1);

  private final TestShard shard = new TestShard();

  @Test
  void aRepeatedSequenceIsAnsweredAsBeforeAndNotAppliedAgain() {
    Outcome first = shard.apply(1, 1, 1, PLUS_ONE);
    assertThat(shard.apply(1, 1, 1, PLUS_ONE)).isEqualTo(first);
    assertThat(shard.get("n")).isEqualTo("1");
    assertThat(shard.state.appliedIndex()).isEqualTo(2); // the repetition took an index
  }

  @Test
  void aRefusalIsRepeatedToo() {
    Operation.Write ifPresent =
        new Operation.Set(key("a"), bytes("2"), Expiry.NEVER, Condition.PRESENT);
    Outcome refused = shard.apply(1, 1, 1, ifPresent);
    assertThat(refused).isInstanceOf(Outcome.Refused.class);
    shard.apply(1, 1, 2, set("a", "1"));
    assertThat(shard.apply(1, 1, 1, ifPresent)).isEqualTo(refused);
    assertThat(shard.get("a")).isEqualTo("1");
  }

  @Test
  void edgesCountForThemselves() {
    shard.apply(1, 1, 1, PLUS_ONE);
    shard.apply(-2, 1, 1, PLUS_ONE);
    assertThat(shard.get("n")).isEqualTo("2");
  }

  @Test
  void sequencesMayComeInAnyOrder() {
    for (long sequence : new long[] {5, 3, 4, 1, 2, 9, 7, 3, 1, 9}) {
      shard.apply(1, 1, sequence, PLUS_ONE);
    }
    assertThat(shard.get("n")).isEqualTo("7");
  }

  @Test
  void outcomesAreKeptFromTheFloorOnExactly() {
    for (int sequence = 1; sequence <= 5; sequence++) {
      shard.apply(1, 1, sequence, PLUS_ONE);
    }
    Outcome fourth = shard.apply(1, 4, 4, PLUS_ONE);
    assertThat(fourth).isEqualTo(shard.apply(1, 4, 4, PLUS_ONE));
    assertThat(shard.apply(1, 4, 3, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shard.get("n")).isEqualTo("5");
  }

  @Test
  void theFloorNeverFalls() {
    shard.apply(1, 10, 10, PLUS_ONE);
    assertThat(shard.apply(1, 2, 9, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shard.apply(1, 2, 11, PLUS_ONE)).isInstanceOf(Outcome.Done.class);
    assertThat(shard.get("n")).isEqualTo("2");
  }

  @Test
  void nothingOfAForgottenEdgeIsAppliedAnyMore() {
    shard.apply(1, 1, 1, PLUS_ONE);
    shard.forget(1);
    shard.forget(2); // never heard of: its first message may still come
    assertThat(shard.apply(1, 1, 1, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shard.apply(1, 1, 2, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shard.apply(2, 1, 1, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    shard.forget(1);
    assertThat(shard.apply(3, 1, 1, PLUS_ONE)).isInstanceOf(Outcome.Done.class);
    assertThat(shard.get("n")).isEqualTo("2");
  }

  @Test
  void sessionsTravelInImages() {
    shard.apply(1, 1, 1, PLUS_ONE);
    shard.apply(1, 3, 3, PLUS_ONE);
    shard.apply(2, 1, 1, PLUS_ONE);
    shard.forget(2);
    TestShard copy = shard.copy(StoreRules.SOUND);
    assertThat(copy.apply(1, 3, 3, PLUS_ONE)).isInstanceOf(Outcome.Done.class);
    assertThat(copy.apply(1, 1, 2, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(copy.apply(2, 1, 1, PLUS_ONE)).isInstanceOf(Outcome.Unknown.class);
    assertThat(copy.get("n")).isEqualTo("3");
  }
}
