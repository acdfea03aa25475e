package dev.memdi.sim;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.NodeGuardian;
import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.cluster.Express;
import dev.memdi.config.Settings;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.MembershipChange;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Recall;
import dev.memdi.routing.Departures;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import dev.memdi.sim.invariant.Invariant;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Simulated machines that run memdi, and what stands in for Pekko Cluster: each node learns, late
 * and at different times, which lives of which nodes there are.
 */
final class Cluster {
  /** One life of a node. */
  record Life(
      SimNode machine, NodeId id, ActorRef<NodeGuardian.Command> guardian, Routers routers) {
    /** That of the keyspace which a key is in: the workload's keys lie in no more than one. */
    Router router(Key key) {
      List<Router> all = routers.inOrder();
      return all.get(Workload.keyspaceOf(key) % all.size());
    }

    /** The number of a key's shard in the cluster. */
    int shardOf(Key key) {
      Router router = router(key);
      return router.keyspace().first() + router.shardOf(key);
    }
  }

  /** Segments so small that they come and go. */
  private static final Config PEKKO =
      ConfigFactory.parseString(
          """
          pekko.loglevel = OFF
          memdi-journal { directory = "/data", segment-bytes = 8KiB, unforced-flush-interval = 400ms }
          memdi-snapshot-store.directory = "/data"
          """);

  private final World world;
  private final Scenario scenario;
  private final Settings settings;
  private final Watchers watchers;
  private final TreeMap<String, Life> lives = new TreeMap<>();
  private final TreeSet<NodeId> stoppedInOrder = new TreeSet<>();
  private final TreeMap<NodeId, Boolean> members = new TreeMap<>(); // and whether each is reachable
  private final TreeSet<NodeId> unwanted = new TreeSet<>();
  private final List<Consumer<Life>> mourners = new ArrayList<>();
  private long incarnations;

  Cluster(World world, Scenario scenario, Watchers watchers) {
    this.world = world;
    this.scenario = scenario;
    this.settings = Settings.from(scenario.config(world.random()));
    this.watchers = watchers;
    for (int i = 1; i <= scenario.nodes(); i++) {
      SimNode machine = world.addNode("n" + i);
      machine.onKill(() -> life(machine).ifPresent(this::died));
      start(machine);
    }
  }

  /** Starts a life of a node: blank, and with an incarnation that no life had before. */
  void start(SimNode machine) {
    NodeId id = new NodeId(machine.name(), scenario.bug().keepsIncarnation() ? 1 : ++incarnations);
    String address = machine.address().host().get() + ":" + machine.address().port().get();
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return machine.clock().nanos();
          }

          @Override
          public long epochMillis() {
            return machine.clock().wallMillis();
          }
        };
    NodeGuardian.Parts parts =
        new NodeGuardian.Parts(
            new Peer(id, address),
            settings,
            clock,
            machine.random(),
            scenario.bug().rules(),
            scenario.bug().storeRules(),
            watchers.replicaListener(machine.name(), clock::nanos),
            shard -> watchers.storeListener(machine.name(), shard),
            () -> new Status.Node(id, "", Duration.ZERO, true, "", List.of()),
            () -> new Status.NodeLosses(id, 0, 0, List.of()),
            Departures.NONE,
            Express.NONE);
    machine.start(
        Behaviors.<NodeGuardian.Sessions>setup(context -> {
          ActorRef<NodeGuardian.Command> guardian =
              context
                  .getSystem()
                  .systemActorOf(NodeGuardian.create(parts), NodeGuardian.NAME, Props.empty());
          guardian.tell(new NodeGuardian.DescribeSessions(context.getSelf()));
          return Behaviors.receiveMessage(sessions -> {
            lives(
                new Life(
                    machine,
                    id,
                    guardian,
                    Routers.of(
                        settings.cluster().keyspaces(),
                        sessions.inOrder(),
                        sessions.reads(),
                        Long.MAX_VALUE)));
            return Behaviors.same();
          });
        }),
        PEKKO);
  }

  private void lives(Life life) {
    lives.put(life.machine().name(), life);
    members.keySet().removeIf(member -> member.name().equals(life.machine().name()));
    members.put(life.id(), true);
    spread();
  }

  /** A process died: the others hear of it sooner or later, and perhaps at once that it hung up. */
  private void died(Life life) {
    lives.remove(life.id().name());
    mourners.forEach(mourner -> mourner.accept(life));
    watchers.died(life.id().name());
    world.schedule(
        soon(5_000),
        () -> {
          if (members.containsKey(life.id())) {
            members.put(life.id(), false);
            spread();
          }
        });
    for (Life other : lives.values()) {
      if (world.random().nextInt(3) > 0) { // a hint, and so it may be missing
        later(other, soon(20), new NodeGuardian.ConnectionLost(life.id()));
      }
    }
  }

  /** Tells everyone who is there, each at its own time. */
  private void spread() {
    ClusterView view = view();
    for (Life life : lives.values()) {
      later(life, soon(500), new NodeGuardian.ViewChanged(view));
    }
  }

  /** Views overtake each other, so every node is told again from time to time. */
  void remind() {
    spread();
    world.schedule(Duration.ofSeconds(2), this::remind);
  }

  private void later(Life life, Duration delay, NodeGuardian.Command command) {
    life.machine().schedule(delay, () -> life.guardian().tell(command));
  }

  private ClusterView view() {
    List<ClusterView.Node> nodes = new ArrayList<>();
    members.forEach((id, reachable) -> {
      SimNode machine = world.node(id.name());
      nodes.add(
          new ClusterView.Node(
              id,
              machine.address().host().get() + ":" + machine.address().port().get(),
              Optional.empty(),
              reachable,
              false));
    });
    return new ClusterView(nodes);
  }

  private Duration soon(int mostMillis) {
    return Duration.ofMillis(1 + world.random().nextInt(mostMillis));
  }

  /** An operator wants this life out of every shard. */
  void unwant(NodeId id) {
    unwanted.add(id);
    for (Life life : lives.values()) {
      later(life, soon(50), new NodeGuardian.Unwant(new TreeSet<>(unwanted)));
    }
  }

  /** A connection closes although nobody died: a false alarm, which must do no harm. */
  void hangUp(SimNode machine) {
    life(machine)
        .ifPresent(life -> {
          for (Life other : lives.values()) {
            if (world.random().nextBoolean()) {
              later(other, soon(20), new NodeGuardian.ConnectionLost(life.id()));
            }
          }
        });
  }

  /** Tells whenever a life has ended. */
  void onDeath(Consumer<Life> mourner) {
    mourners.add(mourner);
  }

  Collection<Life> lives() {
    return lives.values();
  }

  Optional<Life> life(SimNode machine) {
    return Optional.ofNullable(lives.get(machine.name()));
  }

  Settings settings() {
    return settings;
  }

  /** How many there are in all keyspaces. */
  int shards() {
    return settings.cluster().keyspaces().shards();
  }

  private Durability durability(int shard) {
    return settings.cluster().keyspaces().of(shard).orElseThrow().durability();
  }

  /** The node that leads a shard in the highest term. */
  Optional<SimNode> leaderOf(int shard) {
    RaftCore best = null;
    for (Invariant.Replica replica : watchers.of(shard)) {
      if (replica.core().isLeader() && (best == null || best.term() < replica.core().term())) {
        best = replica.core();
      }
    }
    return best == null ? Optional.empty() : Optional.of(world.node(best.self().name()));
  }

  /**
   * Whether a node may die: where all is on disk, always; else without taking the majority of any
   * shard's voters with it: in memory, what a majority forgets at once is gone, and no check could
   * demand it back.
   */
  boolean mayDie(SimNode machine) {
    for (int shard = 0; shard < shards(); shard++) {
      boolean may =
          switch (durability(shard)) {
            case SYNC -> true;
            case ASYNC -> othersRemember(shard, machine);
            case MEMORY -> majorityLives(shard, machine);
          };
      if (!may) {
        return false;
      }
    }
    return true;
  }

  private boolean majorityLives(int shard, SimNode without) {
    for (Invariant.Replica replica : watchers.of(shard)) {
      RaftCore core = replica.core();
      boolean known = core.commit() >= core.log().configurationIndex();
      if (core.isLeader() && !(known && survives(core.log().configuration(), without))) {
        return false; // or nobody knows yet which of two configurations will be in force
      }
    }
    return leaderOf(shard).isPresent(); // else nobody knows how its members stand
  }

  /** As every replica sees the members, a majority of voters has all that it acknowledged. */
  private boolean othersRemember(int shard, SimNode without) {
    TreeSet<NodeId> remembering = new TreeSet<>();
    for (Invariant.Replica replica : watchers.of(shard)) {
      if (replica.core().recall() instanceof Recall.Complete
          && !replica.core().self().name().equals(without.name())) {
        remembering.add(replica.core().self());
      }
    }
    boolean known = false; // where all are just coming back, nobody knows who remembers what
    for (Invariant.Replica replica : watchers.of(shard)) {
      Configuration members = replica.core().log().configuration();
      known |= !members.voters().isEmpty();
      if (!members.voters().isEmpty() && !members.majority(remembering::contains)) {
        return false;
      }
    }
    return known;
  }

  /**
   * Stops a node in order, unless that is under way; it is down when {@code whenDown} is called.
   */
  void stop(SimNode machine, Runnable whenDown) {
    Optional<Life> stopping = life(machine);
    if (stopping.isEmpty() || !stoppedInOrder.add(stopping.get().id())) {
      return;
    }
    Life life = stopping.get();
    life.guardian().tell(new NodeGuardian.StepAside());
    ActorRef<Done> settled =
        machine
            .system()
            .systemActorOf(
                Behaviors.receiveMessage(done -> {
                  world.schedule(
                      Duration.ofMillis(1),
                      () -> {
                        if (life(machine).equals(stopping)) {
                          machine.kill();
                          whenDown.run();
                        }
                      });
                  return Behaviors.stopped();
                }),
                "settled",
                Props.empty());
    later(life, soon(200), new NodeGuardian.Settle(settled));
  }

  /** Also if a learner is made a voter, be it before its leader knows of its death. */
  private boolean survives(Configuration configuration, SimNode without) {
    return hasMajority(configuration, without)
        && configuration.members().stream()
            .filter(member -> !member.voter())
            .map(learner -> configuration.with(new MembershipChange.Promote(learner.id())))
            .allMatch(promoted -> hasMajority(promoted, without));
  }

  private boolean hasMajority(Configuration configuration, SimNode without) {
    return configuration.majority(id ->
        !id.name().equals(without.name())
            && lives.containsKey(id.name())
            && lives.get(id.name()).id().equals(id));
  }

  /** Every shard has a leader whose members are this many voters, all of them alive. */
  boolean isWhole(int voters) {
    for (int shard = 0; shard < shards(); shard++) {
      boolean whole = false;
      for (Invariant.Replica replica : watchers.of(shard)) {
        Configuration configuration = replica.core().log().configuration();
        whole |=
            replica.core().isLeader()
                && configuration.voterCount() == voters
                && configuration.members().size() == voters
                && isAlive(shard, configuration);
      }
      if (!whole) {
        return false;
      }
    }
    return true;
  }

  /** How the replicas stand, a line for each. */
  String describe() {
    StringBuilder lines = new StringBuilder();
    for (int shard = 0; shard < shards(); shard++) {
      for (Invariant.Replica replica : watchers.of(shard)) {
        RaftCore core = replica.core();
        lines.append(
            "  shard %d: %s in term %d, log %s, commit %d, members %s, %s%n"
                .formatted(
                    shard,
                    core.self(),
                    core.term(),
                    core.log(),
                    core.commit(),
                    core.configuration().members(),
                    core.role()));
      }
    }
    return lines.toString();
  }

  private boolean isAlive(int shard, Configuration configuration) {
    return configuration.voters().stream()
        .allMatch(
            voter -> replicaOn(shard, voter.id().name()).filter(voter.id()::equals).isPresent());
  }

  /** The identity of a node's replica of a shard, as others know it. */
  Optional<NodeId> replicaOn(int shard, String node) {
    return durability(shard) != Durability.MEMORY
        ? watchers.replicaOn(shard, node)
        : Optional.ofNullable(lives.get(node)).map(Life::id);
  }
}
