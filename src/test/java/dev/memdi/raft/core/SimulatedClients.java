package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Clients write to and read from whoever thinks that it leads. */
final class SimulatedClients {
  private final CoreSimulation world;
  private final Random random;
  private final int gap;
  private int writes;

  SimulatedClients(CoreSimulation world) {
    this.world = world;
    this.random = world.random;
    this.gap = random.nextBoolean() ? 20 : 300;
  }

  void begin() {
    world.after(
        1 + random.nextInt(gap),
        () -> {
          for (Host host : List.copyOf(world.hosts.values())) {
            if (host.core().isLeader()) {
              ask(host);
            }
          }
          begin();
        });
  }

  private void ask(Host leader) {
    if (random.nextInt(3) > 0) {
      List<Burst> bursts = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bursts.add(Given.burst(1 + random.nextInt(3), "write %d".formatted(writes++)));
      }
      leader.tell(new Input.Propose(bursts));
    }
    if (random.nextInt(2) > 0) {
      leader.tell(new Input.Read(world.nextToken()));
    }
  }

  /**
   * There is one leader, its members are all voters, as many as may be, and they have caught up.
   */
  boolean isAllWell() {
    List<Host> leaders =
        world.hosts.values().stream().filter(host -> host.core().isLeader()).toList();
    if (leaders.size() != 1) {
      return false;
    }
    RaftCore core = leaders.getFirst().core();
    Role.Leader office = (Role.Leader) core.role();
    long available =
        world.hosts.values().stream()
            .filter(host -> !core.configuration().barred().contains(host.id))
            .count();
    return core.commit() >= office.firstIndex()
        && core.configuration().voterCount() >= Math.min(3, available)
        && office.image() instanceof Role.ImageState.None
        && core.configuration().members().stream()
            .allMatch(member -> member.voter() && hasCaughtUp(member, core));
  }

  private boolean hasCaughtUp(Member member, RaftCore leader) {
    return Optional.ofNullable(world.hosts.get(member.id().name()))
        .filter(host -> host.id.equals(member.id()))
        .filter(host -> host.core().term() == leader.term())
        .filter(host -> host.machine.state().index() >= leader.commit() - 12)
        .isPresent();
  }
}
