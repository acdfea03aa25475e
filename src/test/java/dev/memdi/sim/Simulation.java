package dev.memdi.sim;

import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.check.History;
import dev.memdi.check.Linearizability;
import dev.memdi.check.Recorder;
import dev.memdi.check.Rules;
import dev.memdi.check.Verdict;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import dev.memdi.routing.Router;
import dev.memdi.sim.disk.SimDisk;
import dev.memdi.sim.world.DiskFaultKind;
import dev.memdi.sim.world.DiskFaultPlan;
import dev.memdi.sim.world.DiskFaultScript;
import dev.memdi.sim.world.DiskNemesis;
import dev.memdi.sim.world.FaultKind;
import dev.memdi.sim.world.FaultPlan;
import dev.memdi.sim.world.FaultScript;
import dev.memdi.sim.world.Nemesis;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run: a cluster is born, clients work, things go wrong, everything is healed, the cluster
 * recovers within a bound, every key is read, and the history is judged. Throws what is broken; the
 * seed is all that is needed to see it again.
 */
final class Simulation implements AutoCloseable {
  private static final Duration BIRTH_WITHIN = Duration.ofSeconds(20);

  /** Once all faults are over, the cluster must be whole again and serve within this. */
  private static final Duration RECOVERY_WITHIN = Duration.ofSeconds(60);

  /** What came of a run that found nothing wrong. */
  record Report(
      long seed,
      long steps,
      String trace,
      Map<FaultKind, Integer> faults,
      Map<DiskFaultKind, Integer> diskFaults,
      Coverage coverage,
      Verdict.Statistics history,
      int done,
      int unknown) {}

  private final Scenario scenario;
  private final World world;
  private final Coverage coverage = new Coverage();
  private final Watchers watchers;
  private final Cluster cluster;
  private final Recorder recorder;
  private final Nemesis nemesis;
  private final DiskNemesis disks;

  Simulation(long seed, Scenario scenario) {
    this(seed, scenario, Trace.ofHash());
  }

  Simulation(long seed, Scenario scenario, Trace trace) {
    this.scenario = scenario;
    this.world = new World(seed, trace);
    this.watchers = new Watchers(world, coverage, scenario.bug().lossRules());
    this.cluster = new Cluster(world, scenario, watchers);
    this.recorder = Recorder.plain(world::nanos);
    this.nemesis =
        new Nemesis(world, cluster::start)
            .target(() -> cluster.leaderOf(world.random().nextInt(cluster.shards())))
            .mayCrash(cluster::mayDie);
    this.disks =
        new DiskNemesis(world, cluster::start)
            .target(() -> cluster.leaderOf(world.random().nextInt(cluster.shards())))
            .mayLosePower(cluster::mayDie)
            .mayAllLosePower(!scenario.needsMemory());
  }

  Report run() {
    cluster.remind();
    await(() -> cluster.isWhole(voters()), BIRTH_WITHIN, "the shards are not born");
    Workload workload = new Workload(world, cluster, scenario, recorder, coverage);
    FaultPlan plan =
        FaultPlan.of(scenario.trouble())
            .clockRateBound(Scenario.DRIFT)
            .lasting(Duration.ofMillis(10), Duration.ofMillis(300 + world.random().nextInt(4_000)));
    nemesis.play(
        FaultScript.draw(
            // after all are down at once, the wall clocks alone know for how long
            scenario.isOnDisk() ? plan.without(FaultKind.CLOCK_STEP) : plan,
            world.nodes().stream().map(SimNode::name).toList(),
            world.random().split()));
    if (scenario.isOnDisk()) {
      disks.play(
          DiskFaultScript.draw(
              diskFaults(),
              world.nodes().stream().map(SimNode::name).toList(),
              world.random().split()));
    }
    disturbLeadership();
    if (scenario.isOnDisk()) {
      rot(world.nodes().getFirst());
    }
    if (scenario.has(Durability.ASYNC) && !scenario.has(Durability.MEMORY)) {
      restartInOrder();
    }
    world.run(scenario.trouble());
    nemesis.heal();
    disks.heal();
    world.network().heal();
    await(() -> cluster.isWhole(voters()), RECOVERY_WITHIN, "the cluster does not recover");
    workload.stop();
    world.run(Duration.ofSeconds(6)); // whatever is under way ends or times out
    readEverything(workload);
    findNothingElsewhere(workload);
    findNothingSetAside();
    watchers.countLosses();
    Verdict.Statistics statistics = judge(recorder.history());
    return new Report(
        world.seed(),
        world.tasks(),
        world.trace().hash(),
        nemesis.counts(),
        disks.counts(),
        coverage,
        statistics,
        workload.done(),
        workload.unknown());
  }

  /** A log that fails begins anew with what is on disk: as good as a crash. */
  private DiskFaultPlan diskFaults() {
    DiskFaultPlan all = DiskFaultPlan.of(scenario.trouble());
    return scenario.has(Durability.ASYNC)
        ? all.without(DiskFaultKind.DISK_FULL, DiskFaultKind.FORCE_FAILS, DiskFaultKind.WRITE_FAILS)
        : all;
  }

  /** Now and then a node is stopped in order, whoever else is down, and started again. */
  private void restartInOrder() {
    world.schedule(
        Duration.ofMillis(500 + world.random().nextInt(4_000)),
        () -> {
          if (world.nanos() < scenario.trouble().toNanos()) {
            SimNode node = world.nodes().get(world.random().nextInt(scenario.nodes()));
            cluster.stop(
                node,
                () -> {
                  coverage.count("orderly stop");
                  world.schedule(
                      Duration.ofMillis(50 + world.random().nextInt(1_000)),
                      () -> {
                        if (!node.alive()) {
                          cluster.start(node);
                        }
                      });
                });
            restartInOrder();
          }
        });
  }

  /** The disk of one node spoils what it holds, from time to time, and it comes back to that. */
  private void rot(SimNode node) {
    world.schedule(
        Duration.ofMillis(2_000 + world.random().nextInt(10_000)),
        () -> {
          if (world.nanos() < scenario.trouble().toNanos()) {
            if (node.alive() && cluster.mayDie(node) && node.disks().rot()) {
              coverage.count("bit rot");
              node.kill();
              world.schedule(
                  Duration.ofMillis(50),
                  () -> {
                    if (!node.alive()) {
                      cluster.start(node);
                    }
                  });
            }
            rot(node);
          }
        });
  }

  private int voters() {
    return Math.min(scenario.nodes(), scenario.replicas());
  }

  private void await(
      java.util.function.BooleanSupplier condition, Duration within, String otherwise) {
    if (!world.runUntil(condition, within)) {
      throw new AssertionError(
          otherwise + " within " + within + " of virtual time\n" + cluster.describe());
    }
  }

  /** Transfers of leadership and false alarms, while everything else goes on. */
  private void disturbLeadership() {
    world.schedule(
        Duration.ofMillis(200 + world.random().nextInt(2500)),
        () -> {
          if (world.nanos() < scenario.trouble().toNanos()) {
            int shard = world.random().nextInt(cluster.shards());
            Optional<SimNode> leader = cluster.leaderOf(shard);
            if (world.random().nextBoolean()) {
              leader.flatMap(cluster::life).ifPresent(life -> transfer(life, shard));
            } else {
              leader.ifPresent(cluster::hangUp);
            }
            disturbLeadership();
          }
        });
  }

  private void transfer(Cluster.Life leader, int shard) {
    Peer peer =
        new Peer(
            leader.id(),
            leader.machine().address().host().get()
                + ":"
                + leader.machine().address().port().get());
    List<Cluster.Life> lives = List.copyOf(cluster.lives());
    Optional<NodeId> target =
        world.random().nextBoolean()
            ? Optional.empty()
            : cluster.replicaOn(shard, lives.get(world.random().nextInt(lives.size())).id().name());
    new ReplicaRefs(leader.machine().system(), shard)
        .replicator(peer)
        .tell(new Replicator.HandOver(target));
  }

  /**
   * One client reads all that there is: what was acknowledged and lost is missed here at the
   * latest.
   */
  private void readEverything(Workload workload) {
    List<Operation> reads = workload.finalReads();
    List<Outcome> answers = new ArrayList<>();
    int asked = 0;
    for (Cluster.Life life : new ArrayList<>(cluster.lives())) {
      for (Operation read : reads) {
        workload.submit(
            life,
            1_000 + asked++,
            new Request(read, Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(5)),
            answers::add);
      }
    }
    int expected = asked;
    await(
        () -> answers.size() == expected,
        Duration.ofSeconds(10),
        "the last reads are not answered");
    for (Outcome outcome : answers) {
      if (!(outcome instanceof Outcome.Done)) {
        throw new AssertionError("one of the last reads was not answered: " + outcome);
      }
    }
  }

  /** No keyspace has another's keys: those of the workload lie in one each. */
  private void findNothingElsewhere(Workload workload) {
    Cluster.Life life = cluster.lives().iterator().next();
    List<Outcome> answers = new ArrayList<>();
    int asked = 0;
    for (Router router : life.routers().inOrder()) {
      for (Key key : workload.keys()) {
        if (router != life.router(key)) {
          asked++;
          router.submit(
              new Request(
                  new Operation.Get(key),
                  Ack.QUORUM,
                  Consistency.LINEARIZABLE,
                  Duration.ofSeconds(5)),
              answers::add);
        }
      }
    }
    int expected = asked;
    await(
        () -> answers.size() == expected,
        Duration.ofSeconds(10),
        "the other keyspaces do not answer");
    for (Outcome outcome : answers) {
      if (!(outcome instanceof Outcome.Done(Result.Missing _, var _))) {
        boolean found = outcome instanceof Outcome.Done;
        throw new AssertionError(
            (found ? "a key of another keyspace was found: " : "no answer of another keyspace: ")
                + outcome);
      }
    }
  }

  /** Whatever was damaged is healed by now. */
  private void findNothingSetAside() {
    for (SimNode node : world.nodes()) {
      node.disks().all().stream()
          .flatMap(disk -> disk.names().stream())
          .filter(name -> name.startsWith("damaged-"))
          .findFirst()
          .ifPresent(name -> {
            throw new AssertionError(node.name() + " still has " + name);
          });
    }
  }

  private Verdict.Statistics judge(History history) {
    Rules rules =
        Rules.STRICT
            .withShards(key -> cluster.lives().iterator().next().shardOf(key))
            .withSlack(Duration.ofSeconds(1), 4 * Scenario.DRIFT);
    return Linearizability.check(history, rules).orFail();
  }

  /** What was decided so far, for a failure that is looked into. */
  String trace() {
    return world.trace().dump();
  }

  /** All files on the nodes' disks, by their places and names. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    for (SimNode node : world.nodes()) {
      for (SimDisk disk : node.disks().all()) {
        disk.names().forEach(name -> files.put(node.name() + ": " + name, disk.content(name)));
      }
    }
    return files;
  }

  @Override
  public void close() {
    world.close();
  }
}
