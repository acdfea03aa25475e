package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.codec.MalformedBytesException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplyTest {
  private final TestShard shard = new TestShard();

  @Test
  void anEntryThatIsInTheStateIsSkipped() {
    Burst burst = TestShard.burst(1, 1, 1, set("a", "1"), set("b", "1"));
    assertThat(shard.state.apply(1, 0, List.of(burst), StateMachine.NOBODY)).isTrue();
    assertThat(shard.state.apply(1, 0, List.of(burst), StateMachine.NOBODY)).isFalse();
    assertThat(shard.state.appliedIndex()).isEqualTo(2);
    assertThat(shard.changes("", 1)).containsExactly("a=1@1", "b=1@2");
  }

  @Test
  void aGapOrAnOverlapIsAnError() {
    assertThatThrownBy(() -> shard.entryAt(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("entry 2 to 2 of shard 3 cannot follow index 0");
    shard.entry();
    Burst two = TestShard.burst(1, 1, 1, set("a", "1"), set("b", "1"));
    assertThatThrownBy(() -> shard.entryAt(1, two))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("entry 1 to 2 of shard 3 cannot follow index 1");
  }

  @Test
  void bytesThatCannotBeReadAreAnError() {
    Burst later = new Burst(1, Bytes.wrap(new byte[] {2}));
    assertThatThrownBy(() -> shard.entry(later)).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void aCommittedEntryKnowsItsLastIndex() {
    Burst two = TestShard.burst(1, 1, 1, set("a", "1"), set("b", "1"));
    assertThat(Committed.of(5, 0, List.of(two, two)).lastIndex()).isEqualTo(8);
    assertThat(Committed.empty(5, 0).lastIndex()).isEqualTo(5);
    assertThatThrownBy(() -> Committed.empty(0, 0)).isInstanceOf(IllegalArgumentException.class);
    List<Burst> bursts = List.of(two, two);
    assertThatThrownBy(() -> new Committed(1, 0, bursts, List.of(Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 requesters for 2 bursts");
  }

  @Test
  void countsAreOfTheTable() {
    shard.apply(set("a", "1"));
    assertThat(shard.state.read(new Operation.Count(bytes("")), 0))
        .isEqualTo(new Result.Counted(1));
  }
}
