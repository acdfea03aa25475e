package dev.memdi.sim;

import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the rare paths that runs took, so that a run which never took them is not taken for a
 * pass.
 */
final class Coverage {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  void count(String path) {
    counts.merge(path, 1L, Long::sum);
  }

  void stepped(RaftCore before, Input input, Step step) {
    for (Effect effect : step.now()) {
      switch (effect) {
        case Effect.TookOffice office -> count("took office");
        case Effect.LeftOffice office -> count("left office");
        case Effect.DropReads drop -> count("reads dropped");
        case Effect.CaptureImage capture -> count("snapshot captured");
        case Effect.Reconfigured changed -> count("members changed");
        case Effect.Departed departed -> count("leader removed");
        case Effect.Campaign campaign -> count("transfer");
        case Effect.ServeReads serve ->
            count(input instanceof Input.Read ? "reads under lease" : "reads by read index");
        default -> {}
      }
    }
    if (step.persist().stream()
        .anyMatch(dev.memdi.raft.core.Durable.TailRemoved.class::isInstance)) {
      count("log truncated");
    }
    if (!before.remembers() && step.next().remembers()) {
      count("regained");
    }
    if (step.next().log().baseIndex() > before.log().baseIndex()
        && input instanceof Input.Compact) {
      count("log compacted");
    }
    if (input instanceof Input.Propose propose
        && propose.bursts().stream()
            .anyMatch(burst -> new BurstDecoder(burst).next() instanceof LoggedCommand.Forget)) {
      count("dead edge forgotten");
    }
    if (input instanceof Input.Received received
        && received.message() instanceof Message.Rejected) {
      count("append rejected");
    }
  }

  void addAll(Coverage other) {
    other.counts.forEach((path, count) -> counts.merge(path, count, Long::sum));
  }

  long of(String path) {
    return counts.getOrDefault(path, 0L);
  }

  Map<String, Long> counts() {
    return counts;
  }
}
