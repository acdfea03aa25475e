package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole run of {@link Register}: three replicas and two clients, with a network that loses,
 * repeats and mixes up messages, and, if wanted, a nemesis.
 */
final class QuorumScenario {
  static final int MAJORITY = 2;

  private final int quorum;
  private final int operations;
  private @Nullable FaultPlan faults;

  QuorumScenario(int quorum, int operations) {
    this.quorum = quorum;
    this.operations = operations;
  }

  QuorumScenario with(FaultPlan plan) {
    faults = plan;
    return this;
  }

  /** What came out of it. */
  record Result(
      boolean done,
      List<String> staleReads,
      int retries,
      Map<PacketFate, Long> packets,
      Map<FaultKind, Integer> faults) {}

  Result run(long seed, Trace trace) {
    try (var world = new World(seed, trace)) {
      world
          .network()
          .profile(LinkProfile.LAN.withLoss(0.02).withDuplication(0.02).withReordering());
      List<SimNode> replicas = new ArrayList<>();
      // A replica's registers are on its disk: a crash does not lose them.
      List<Map<String, Long>> disks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        replicas.add(world.addNode("n" + i));
        disks.add(new HashMap<>());
        start(replicas.get(i), disks.get(i));
      }
      List<Register.History> histories = List.of(new Register.History(), new Register.History());
      world
          .addNode("clients")
          .start(Register.clientNode(replicas, quorum, operations, histories), Register.CONFIG);
      var nemesis =
          new Nemesis(world, node -> start(node, disks.get(node.index())))
              .target(() -> Optional.of(replicas.getFirst()));
      if (faults != null) {
        List<String> names = replicas.stream().map(SimNode::name).toList();
        nemesis.play(FaultScript.draw(faults, names, world.random()));
      }
      boolean done =
          world.runUntil(() -> histories.stream().allMatch(h -> h.done), Duration.ofMinutes(5));
      return new Result(
          done,
          histories.stream().flatMap(h -> h.staleReads.stream()).toList(),
          histories.stream().mapToInt(h -> h.retries).sum(),
          world.network().counts(),
          nemesis.counts());
    }
  }

  private static void start(SimNode replica, Map<String, Long> disk) {
    replica.start(Register.replicaNode(replica.index(), disk), Register.CONFIG);
  }
}
