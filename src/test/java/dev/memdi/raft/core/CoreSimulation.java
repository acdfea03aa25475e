package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.Durability;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A group of replicas in a seeded world: a network that loses, repeats, delays and cuts, clocks
 * that drift, hosts that pause and crash, members that come and go. Every invariant is checked at
 * every step; when the faults stop, the group must recover.
 */
final class CoreSimulation implements Host.World {
  static final Parameters PARAMETERS =
      new Parameters(Given.ms(100), 0.1, true, Given.ms(200), Given.ms(150), 150, 400, 2, 4, false);
  private static final long TIME_TO_RECOVER = Given.ms(20_000);
  private static final int REPLICAS = 3;

  private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
    }
  }

  /** A monotonic clock of its own origin and rate. */
  private record HostClock(long origin, double rate) {
    long at(long time) {
      return origin + (long) (time * rate);
    }
  }

  final Random random;
  final SafetyRules rules;

  /** Whether any number may crash at once, and the group goes on from the longest log. */
  final boolean acceptLoss;

  /** What of a replica's state outlives a crash. */
  final Durability durability;

  final Map<String, Host> hosts = new TreeMap<>();
  final SortedSet<NodeId> unwanted = new TreeSet<>();
  final SimulatedNetwork network;
  private final Map<NodeId, HostClock> clocks = new TreeMap<>();
  private final Map<NodeId, Long> pausedUntil = new TreeMap<>();
  private final Map<NodeId, Long> writingUntil = new TreeMap<>();
  private final Map<NodeId, Long> diedAt = new TreeMap<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<Long, Machine.State> states =
      new TreeMap<>(Map.of(0L, new Machine.State(0, 0)));
  private List<Invariant> invariants;
  private int losses;
  private final Coverage coverage;
  private final int ticksPerCompaction;
  private long time;
  private long sequence;
  private long tokens;
  private long lives;

  CoreSimulation(long seed, SafetyRules rules, Coverage coverage) {
    this(seed, rules, coverage, false);
  }

  CoreSimulation(long seed, SafetyRules rules, Coverage coverage, boolean acceptLoss) {
    this.acceptLoss = acceptLoss;
    this.random = new Random(seed);
    this.rules = rules;
    this.coverage = coverage;
    this.durability =
        acceptLoss
            ? Durability.ASYNC
            : Durability.values()[random.nextInt(Durability.values().length)];
    this.network = new SimulatedNetwork(random);
    this.invariants = Invariant.all(hosts.values());
    this.ticksPerCompaction = random.nextBoolean() ? 200 : 5;
    int nodes = acceptLoss ? REPLICAS : REPLICAS + random.nextInt(3);
    List<String> names = List.of("a", "b", "c", "d", "e").subList(0, nodes);
    String[] founders = names.subList(0, REPLICAS).toArray(String[]::new);
    for (String name : names) {
      boolean founds = names.indexOf(name) < REPLICAS;
      start(new NodeId(name, 1), founds ? Given.voters(founders) : Configuration.NONE);
    }
  }

  // ---- hosts

  private void start(NodeId id, Configuration configuration) {
    long now = clock(id);
    RaftCore core = RaftCore.blank(id, parameters(), rules, configuration, now, now / 1_000_000);
    live(
        new Host(
            this, core, new Disk(isOnDisk(), durability == Durability.ASYNC, core.log().base())));
  }

  private Parameters parameters() {
    return acceptLoss ? Given.acceptingLoss(PARAMETERS) : PARAMETERS;
  }

  /** How often the group went on without what may have been committed. */
  int losses() {
    return losses;
  }

  private long clock(NodeId id) {
    clocks.put(
        id,
        new HostClock(
            Given.ms(random.nextInt(1_000_000)), 1 + PARAMETERS.drift() * random.nextDouble()));
    return clocks.get(id).at(time);
  }

  private void live(Host host) {
    hosts.put(host.id.name(), host);
    after(random.nextInt(10), () -> tick(host, timeout()));
  }

  private long timeout() {
    return Given.ms(120 + random.nextInt(200));
  }

  boolean lives(Host host) {
    return hosts.get(host.id.name()) == host;
  }

  boolean isOnDisk() {
    return durability != Durability.MEMORY;
  }

  /** Stops a host in order. */
  void stop(Host host) {
    host.disk.settle(host.core());
    crash(host);
  }

  /**
   * Stops a host; whoever is durable comes back as it was, others blank, as another incarnation.
   */
  void crash(Host host) {
    host.disk.crash();
    diedAt.put(host.id, time);
    hosts.remove(host.id.name());
    after(
        20 + random.nextInt(400),
        () -> {
          if (isOnDisk()) {
            recover(host);
          } else {
            start(new NodeId(host.id.name(), host.id.incarnation() + 1), Configuration.NONE);
          }
        });
  }

  /** So that its leader may still count on it. */
  boolean hasJustDied(NodeId id) {
    return diedAt.containsKey(id) && time - diedAt.get(id) < PARAMETERS.leaseNanos();
  }

  private void recover(Host old) {
    long now = clock(old.id);
    Disk disk = old.disk;
    Host host =
        new Host(
            this,
            RaftCore.recovered(
                old.id, parameters(), rules, disk.state(), ++lives, now, now / 1_000_000),
            disk);
    host.machine.recover(states.get(disk.state().log().baseIndex()));
    live(host);
  }

  void pause(Host host, long millis) {
    pausedUntil.put(host.id, time + Given.ms(millis));
  }

  /** The host's disk takes long over what it has and what comes. */
  void slowDisk(Host host, long millis) {
    writingUntil.put(host.id, time + Given.ms(millis));
    at(writingUntil.get(host.id), () -> whenAwake(host, this::sync));
  }

  void resumeAll() {
    pausedUntil.clear();
    writingUntil.clear();
  }

  // ---- time

  void after(long millis, Runnable action) {
    at(time + Given.ms(millis), action);
  }

  /** Does {@code action} to the host later, unless it is dead by then. */
  void after(long millis, Host host, Consumer<Host> action) {
    after(millis, () -> whenAwake(host, action));
  }

  private void at(long when, Runnable action) {
    events.add(new Event(when, sequence++, action));
  }

  /** Does {@code action} to the host unless it is dead by then; not while it is paused. */
  private void whenAwake(Host host, Consumer<Host> action) {
    if (!lives(host)) {
      return;
    }
    long until = pausedUntil.getOrDefault(host.id, 0L);
    if (until > time) {
      at(until + random.nextInt(1_000), () -> whenAwake(host, action));
    } else {
      action.accept(host);
    }
  }

  private void tick(Host host, long timeout) {
    whenAwake(
        host,
        h -> {
          long next = timeout;
          if (h.core().isLeader()) {
            h.tell(new Input.Beat());
            plan(h);
          } else if (h.now() - h.heardAt() > timeout) {
            h.canvass();
            next = timeout();
          }
          if (h.isCaptureDue() && random.nextInt(3) == 0) {
            h.captured(1 + (int) h.machine.state().index() % 5); // the same at the same index
          }
          if (random.nextInt(ticksPerCompaction) == 0) {
            h.tell(new Input.Compact(h.machine.state().index()));
          }
          long nextTimeout = next;
          after(15 + random.nextInt(15), () -> tick(h, nextTimeout));
        });
  }

  private void plan(Host leader) {
    MembershipPlan.next(leader.core(), leader.now(), view(), unwanted, REPLICAS)
        .ifPresent(action ->
            leader.tell(
                switch (action) {
                  case MembershipPlan.Action.ChangeMembers change ->
                      new Input.Change(change.change());
                  case MembershipPlan.Action.HandOver handOver ->
                      new Input.Transfer(handOver.target());
                }));
  }

  private ClusterView view() {
    List<ClusterView.Node> nodes = new ArrayList<>();
    for (Host host : hosts.values()) {
      nodes.add(
          new ClusterView.Node(
              host.id, Given.peer(host.id).address(), Optional.empty(), true, false));
    }
    return new ClusterView(nodes);
  }

  // ---- the run

  /** Runs with faults for so long, then without until the group has recovered. */
  void run(long millisOfFaults) {
    SimulatedFaults faults = new SimulatedFaults(this);
    SimulatedClients clients = new SimulatedClients(this);
    faults.begin();
    clients.begin();
    runUntil(Given.ms(millisOfFaults));
    faults.end();
    long deadline = time + TIME_TO_RECOVER;
    while (!clients.isAllWell()) {
      if (time > deadline) {
        throw new AssertionError("NoProgress: " + this);
      }
      runUntil(time + Given.ms(100));
    }
  }

  private void runUntil(long end) {
    while (events.peek().at() <= end) {
      Event event = events.remove();
      time = event.at();
      event.action().run();
    }
    time = end;
  }

  long nextToken() {
    return tokens++;
  }

  @Override
  public long now(Host host) {
    return clocks.get(host.id).at(time);
  }

  @Override
  public void send(Packet packet) {
    for (long delay : network.delays(packet)) {
      at(
          time + delay,
          () -> {
            Host to = hosts.get(packet.to().name());
            if (to != null && to.id.equals(packet.to())) {
              whenAwake(to, host -> host.receive(packet));
            }
          });
    }
  }

  @Override
  public void stepped(Host host, RaftCore before, Input input, Step step) {
    coverage.note(input, step);
    invariants.forEach(invariant -> invariant.stepped(host, before, input, step));
    if (isOnDisk()) {
      at(time + 200_000 + random.nextInt(8_000_000), () -> whenAwake(host, this::sync));
    }
  }

  /** What may lag behind does so for longer. */
  private void sync(Host host) {
    if (writingUntil.getOrDefault(host.id, 0L) > time) {
      return;
    }
    if (host.disk.isAwaited() || random.nextInt(20) == 0) {
      host.sync();
    }
  }

  @Override
  public void acting(Host host, Effect effect) {
    if (effect instanceof Effect.TookOffice office && office.lossy()) {
      losses++;
      invariants = Invariant.all(hosts.values()); // what was committed before counts no more
    }
    invariants.forEach(invariant -> invariant.acting(host, effect));
  }

  @Override
  public void applied(Host host, List<Machine.State> applied) {
    applied.forEach(state -> states.put(state.index(), state));
    invariants.forEach(invariant -> invariant.applied(host, applied));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(durability.name());
    for (Host host : hosts.values()) {
      RaftCore core = host.core();
      text.append(
          "%n%s term %d %s log %s commit %d applied %d %s %s"
              .formatted(
                  host.id,
                  core.term(),
                  core.role(),
                  core.log(),
                  core.commit(),
                  host.machine.state().index(),
                  core.configuration(),
                  core.recall()));
    }
    return text.toString();
  }
}
