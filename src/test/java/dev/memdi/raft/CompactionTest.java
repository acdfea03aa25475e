package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.config.RaftSettings;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompactionTest {
  private static final long HANDED_OVER = 40;

  /** Two MiB, in entries of 64 KiB. */
  private static Log log(String... members) {
    Configuration configuration =
        Configuration.of(
            Stream.of(members)
                .map(name -> Member.voter(new Peer(new NodeId(name, 1), name + ":1")))
                .toList());
    Log log = Log.startingAt(new Log.Base(10, 1, 0, configuration));
    for (int index = 11; index <= 42; index++) {
      Burst burst = new Burst(1, Bytes.wrap(new byte[64 << 10]));
      log = log.append(new Entry(1, index, 0, new Payload.Commands(List.of(burst))));
    }
    return log;
  }

  private static Compaction of(long memoryLogBytes) {
    return new Compaction(new RaftSettings.Snapshot(1 << 30, memoryLogBytes, 1000, 1 << 10));
  }

  @Test
  void halfOfWhatIsAppliedGoesWhenThereIsMuchOfIt() {
    assertThat(of(1 << 20).due(log("a", "b"), HANDED_OVER)).contains(new Input.Compact(25));
    assertThat(of(4 << 20).due(log("a", "b"), HANDED_OVER)).isEmpty();
  }

  @Test
  void aLogThatNobodyElseCouldWantIsShort() {
    assertThat(of(4 << 20).due(log("a"), HANDED_OVER)).contains(new Input.Compact(25));
  }

  @Test
  void itIsAskedForOnce() {
    Compaction compaction = of(1 << 20);
    assertThat(compaction.due(log("a"), HANDED_OVER)).isPresent();
    assertThat(compaction.due(log("a"), HANDED_OVER)).isEmpty();
  }
}
