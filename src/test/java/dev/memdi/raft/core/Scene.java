package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A few hosts and a network in which every packet waits until it is told to arrive. All clocks are
 * one. Every invariant is checked at every step.
 */
final class Scene implements Host.World {
  /** Hears of every step. */
  interface Audience {
    void saw(Host host, RaftCore before, Input input, Step step);
  }

  private record Link(NodeId from, NodeId to) {}

  private final Map<NodeId, Host> hosts = new TreeMap<>();
  private final List<Packet> network = new ArrayList<>();
  private final List<Packet> copies = new ArrayList<>();
  private final Set<Link> cut = new HashSet<>();
  private final List<Invariant> invariants = Invariant.all(hosts.values());
  private final Map<Long, Machine.State> states =
      new TreeMap<>(Map.of(0L, new Machine.State(0, 0)));
  private final SafetyRules rules;
  private final Audience audience;
  private Parameters parameters = Given.PARAMETERS;
  private long now = Given.ms(1_000);
  private long lives;

  Scene(SafetyRules rules, Audience audience) {
    this.rules = rules;
    this.audience = audience;
  }

  // ---- hosts

  /** Messages hold one entry each. */
  void sendEntriesOneByOne() {
    Parameters p = parameters;
    parameters =
        new Parameters(
            p.leaseNanos(),
            p.drift(),
            p.leaseReads(),
            p.quorumNanos(),
            p.transferNanos(),
            1,
            p.windowBytes(),
            p.imageWindow(),
            p.caughtUpIndices(),
            p.acceptLoss());
  }

  void found(String... founders) {
    for (String founder : founders) {
      start(founder, Given.voters(founders));
    }
  }

  void start(String text, Configuration configuration) {
    add(RaftCore.blank(Given.id(text), parameters, rules, configuration, now, now / 1_000_000));
  }

  /** A replica in {@code term} with entries of these terms. */
  void start(String text, Configuration configuration, long term, long... logTerms) {
    Log log = Given.logOf(new Log.Base(0, 0, 0, configuration), Given.entries(1, logTerms));
    Disk disk = new Disk(false, log.base());
    disk.write(
        rules,
        List.of(
            new Durable.TermAdvanced(term, java.util.Optional.empty()),
            new Durable.EntriesAppended(Given.entries(1, logTerms))),
        () -> {});
    recover(Given.id(text), disk);
  }

  private void add(RaftCore core) {
    hosts.put(core.self(), new Host(this, core, new Disk(false, core.log().base())));
  }

  Host host(String text) {
    return hosts.get(Given.id(text));
  }

  /** Comes back with what is on its disk. */
  void restart(String text) {
    Disk disk = host(text).disk;
    disk.crash();
    recover(Given.id(text), disk);
  }

  private void recover(NodeId id, Disk disk) {
    Host host =
        new Host(
            this,
            RaftCore.recovered(id, parameters, rules, disk.state(), ++lives, now, now / 1_000_000),
            disk);
    host.machine.recover(states.get(disk.state().log().baseIndex()));
    hosts.put(id, host);
  }

  List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  // ---- the network

  /** Lets packets arrive, and those that are sent thereupon, until none is left. */
  void deliver() {
    while (!network.isEmpty()) {
      arrive(network.removeFirst());
    }
  }

  /** Lets what waits to go from one to the other arrive. */
  void deliver(String from, String to) {
    take(p -> isBetween(p, from, to)).forEach(this::arrive);
  }

  void lose(String from, String to) {
    take(p -> isBetween(p, from, to));
  }

  /**
   * Remembers what waits to go from one to the other; {@link #deliverCopies} brings it once more.
   */
  void copy(String from, String to) {
    network.stream().filter(p -> isBetween(p, from, to)).forEach(copies::add);
  }

  void deliverCopies() {
    copies.forEach(this::arrive);
    copies.clear();
  }

  void cut(String one, String other) {
    cut.add(new Link(Given.id(one), Given.id(other)));
    cut.add(new Link(Given.id(other), Given.id(one)));
  }

  /** Cuts off one host from all others. */
  void cutOff(String one) {
    for (NodeId other : hosts.keySet()) {
      cut.add(new Link(Given.id(one), other));
      cut.add(new Link(other, Given.id(one)));
    }
  }

  void heal() {
    cut.clear();
  }

  private static boolean isBetween(Packet packet, String from, String to) {
    return packet.from().equals(Given.id(from)) && packet.to().equals(Given.id(to));
  }

  private List<Packet> take(Predicate<Packet> which) {
    List<Packet> taken = network.stream().filter(which).toList();
    network.removeAll(taken);
    return taken;
  }

  private void arrive(Packet packet) {
    Host to = hosts.get(packet.to());
    if (to != null) {
      to.receive(packet);
    }
  }

  @Override
  public void send(Packet packet) {
    if (!cut.contains(new Link(packet.from(), packet.to()))) {
      network.add(packet);
    }
  }

  // ---- time

  void pass(long millis) {
    now += Given.ms(millis);
  }

  @Override
  public long now(Host host) {
    return now;
  }

  // ---- what happens

  @Override
  public void stepped(Host host, RaftCore before, Input input, Step step) {
    audience.saw(host, before, input, step);
    invariants.forEach(invariant -> invariant.stepped(host, before, input, step));
  }

  @Override
  public void acting(Host host, Effect effect) {
    invariants.forEach(invariant -> invariant.acting(host, effect));
  }

  @Override
  public void applied(Host host, List<Machine.State> applied) {
    applied.forEach(state -> states.put(state.index(), state));
    invariants.forEach(invariant -> invariant.applied(host, applied));
  }

  // ---- short cuts

  /** Has {@code candidate} elected by whoever it reaches. */
  void elect(String candidate) {
    pass(100);
    host(candidate).canvass();
    deliver();
    if (!host(candidate).core().isLeader()) {
      throw new AssertionError(candidate + " was not elected: " + host(candidate).core());
    }
  }
}
