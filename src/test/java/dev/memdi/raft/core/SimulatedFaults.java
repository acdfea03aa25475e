package dev.memdi.raft.core;

import dev.memdi.api.Durability;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** What goes wrong, and what operators do, in a {@link CoreSimulation}. */
final class SimulatedFaults {
  private final CoreSimulation world;
  private final Random random;
  private final int gap;
  private boolean ended;

  SimulatedFaults(CoreSimulation world) {
    this.world = world;
    this.random = world.random;
    this.gap = 20 + random.nextInt(150);
  }

  void begin() {
    world.after(
        random.nextInt(gap * 2),
        () -> {
          if (!ended) {
            strike();
            begin();
          }
        });
  }

  void end() {
    ended = true;
    world.unwanted.clear();
    world.resumeAll();
    world.network.becomeReliable();
  }

  private void strike() {
    Host any = anyHost();
    Host target = random.nextInt(3) > 0 ? leader().orElse(any) : any;
    switch (random.nextInt(11)) {
      case 0, 1 -> split();
      case 2 -> cutOff(target, anyHost());
      case 3 -> world.network.heal();
      case 4 -> world.pause(target, 20 + random.nextInt(500));
      case 5, 6 -> {
        if (canSpare(target)) {
          world.crash(target);
        }
      }
      case 7 -> {
        if (canSpare(target)) {
          world.stop(target);
        }
      }
      case 8 -> world.slowDisk(target, 20 + random.nextInt(500));
      case 9 -> {
        target.tell(new Input.Transfer(anyHost().id));
        world.after(random.nextInt(100), target, h -> h.tell(new Input.GiveUpTransfer()));
      }
      default -> meddle(target);
    }
  }

  private Host anyHost() {
    List<Host> all = new ArrayList<>(world.hosts.values());
    return all.get(random.nextInt(all.size()));
  }

  private Optional<Host> leader() {
    return world.hosts.values().stream().filter(h -> h.core().isLeader()).findFirst();
  }

  private void split() {
    world.network.heal();
    boolean oneWay = random.nextInt(4) == 0;
    for (String from : world.hosts.keySet()) {
      if (random.nextBoolean()) {
        for (String to : world.hosts.keySet()) {
          if (!to.equals(from) && random.nextBoolean()) {
            world.network.cut(from, to);
            if (!oneWay) {
              world.network.cut(to, from);
            }
          }
        }
      }
    }
    world.after(30 + random.nextInt(600), world.network::heal);
  }

  /** One link alone: others still hear both. */
  private void cutOff(Host host, Host other) {
    world.network.cut(host.id.name(), other.id.name());
    if (random.nextInt(3) > 0) {
      world.network.cut(other.id.name(), host.id.name());
    }
  }

  /**
   * In memory, a majority of every set of voters must live on, with all that it acknowledged; there
   * must be somebody else at least.
   */
  private boolean canSpare(Host host) {
    return world.hosts.size() > 1
        && (world.acceptLoss
            || world.durability == Durability.SYNC
            || world.hosts.values().stream()
                .map(h -> h.core().configuration())
                .filter(c -> !c.voters().isEmpty())
                .allMatch(c -> isEnough(c, id -> !id.equals(host.id) && remembers(id))));
  }

  /** Those who crash come back with what they have on disk: it takes fewer who remember. */
  private boolean isEnough(Configuration voters, Predicate<NodeId> left) {
    return world.durability == Durability.MEMORY
        ? voters.majority(left)
        : voters.meetsEveryMajority(left);
  }

  private boolean remembers(NodeId id) {
    return lives(id) && world.hosts.get(id.name()).core().recall() instanceof Recall.Complete;
  }

  private boolean lives(NodeId id) {
    Host host = world.hosts.get(id.name());
    return host != null && host.id.equals(id);
  }

  /** An operator who changes members without a plan, or changes their mind about who is wanted. */
  private void meddle(Host host) {
    if (world.acceptLoss) {
      return; // who was removed would have to begin anew, which is no matter of the core
    }
    Host other = anyHost();
    switch (random.nextInt(4)) {
      case 0 -> world.unwanted.add(other.id);
      case 1 -> world.unwanted.clear();
      case 2 -> {
        MembershipChange.Remove removal = new MembershipChange.Remove(other.id, false);
        // in memory, whoever died does not come back, and for a lease no leader can know that
        Configuration rest = host.core().configuration().with(removal);
        if (world.isOnDisk() || rest.majority(id -> !world.hasJustDied(id))) {
          host.tell(new Input.Change(removal));
        }
      }
      default -> host.tell(new Input.Change(new MembershipChange.AddLearner(Given.peer(other.id))));
    }
  }
}
