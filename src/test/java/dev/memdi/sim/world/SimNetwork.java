package dev.memdi.sim.world;

import static java.util.Comparator.comparing;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.sysmsg.SystemMessage;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the nodes. Messages cross it as bytes; when each arrives, and whether, is drawn
 * from the seed within what its {@linkplain LinkProfile link} allows. A link that is cut lets a
 * message go nowhere at the time of its arrival.
 */
public final class SimNetwork {
  private final World world;
  private final SplittableRandom random;
  private final Wire wire = new Wire();
  private final Map<String, SimNode> nodesByHost = new HashMap<>();
  private final Links links = new Links();
  private final Set<Disturbance> disturbances = new LinkedHashSet<>();
  private final long[] counts = new long[PacketFate.values().length];
  private long bytes;

  SimNetwork(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  // ---- what links are like ----------------------------------------------------------------------

  /** Sets what all links are like that have no profile of their own. */
  public void profile(LinkProfile profile) {
    links.profile(profile);
  }

  /** Sets what one direction is like; null for the same as all others. */
  public void profile(SimNode from, SimNode to, @Nullable LinkProfile profile) {
    links.profile(from, to, profile);
  }

  // ---- faults -----------------------------------------------------------------------------------

  /** Nothing gets from either of the two to the other. */
  public Disturbance cut(SimNode a, SimNode b) {
    return cut(a + "-" + b, List.of(links.between(a, b), links.between(b, a)));
  }

  /** Nothing gets from the one to the other; the way back is open. */
  public Disturbance cutOneWay(SimNode from, SimNode to) {
    return cut(from + ">" + to, List.of(links.between(from, to)));
  }

  /** Nothing gets from these nodes to the others of today, nor back. */
  public Disturbance split(Collection<SimNode> side) {
    List<SimNode> inOrder = side.stream().sorted(comparing(SimNode::index)).toList();
    return cut(inOrder + "|", link -> side.contains(link.from()) != side.contains(link.to()));
  }

  /** Nothing gets to this node; what it sends gets through. */
  public Disturbance deafen(SimNode node) {
    return cut(">" + node, link -> link.to() == node);
  }

  /** Nothing gets from this node to others; what they send gets through. */
  public Disturbance mute(SimNode node) {
    return cut(node + ">", link -> link.from() == node);
  }

  /** Makes links worse, on top of all else that is wrong with them. */
  public Disturbance worsen(LinkProfile by) {
    return worsen((from, to) -> true, by);
  }

  /** Makes some links worse, on top of all else that is wrong with them. */
  public Disturbance worsen(BiPredicate<SimNode, SimNode> which, LinkProfile by) {
    var worsening = new Worsening(which, by);
    links.worsen(worsening);
    return begin("worsen " + by, () -> links.restore(worsening));
  }

  /** Heals whatever is wrong. Profiles stay as they were set. */
  public void heal() {
    List.copyOf(disturbances).forEach(Disturbance::heal);
  }

  private Disturbance cut(String what, Predicate<Link> which) {
    return cut(what, links.all().filter(which).toList());
  }

  private Disturbance cut(String what, List<Link> links) {
    links.forEach(link -> link.cut(1));
    return begin("cut " + what, () -> links.forEach(link -> link.cut(-1)));
  }

  private Disturbance begin(String what, Runnable undo) {
    world.trace().note(world.nanos(), "network", what);
    var disturbance =
        new Disturbance() {
          @Override
          public void heal() {
            if (disturbances.remove(this)) {
              undo.run();
              world.trace().note(world.nanos(), "network", "heal " + what);
            }
          }
        };
    disturbances.add(disturbance);
    return disturbance;
  }

  // ---- counters ---------------------------------------------------------------------------------

  public long count(PacketFate fate) {
    return counts[fate.ordinal()];
  }

  /** How often each thing happened so far. */
  public Map<PacketFate, Long> counts() {
    var all = new EnumMap<PacketFate, Long>(PacketFate.class);
    for (PacketFate fate : PacketFate.values()) {
      all.put(fate, counts[fate.ordinal()]);
    }
    return all;
  }

  /** Bytes of serialized messages sent so far. */
  public long bytes() {
    return bytes;
  }

  void tally(PacketFate fate) {
    counts[fate.ordinal()]++;
  }

  // ---- the way of a message ---------------------------------------------------------------------

  void send(Life from, Object message, @Nullable ActorRef sender, ActorPath to) {
    Packet packet;
    SimNode target = nodesByHost.get(to.address().getHost().orElse(""));
    if (target == null) {
      tally(PacketFate.UNREACHABLE);
      return;
    }
    Link link = links.between(from.node(), target);
    try {
      Endpoint endpoint = from.endpoint();
      packet = new Packet(this, link, endpoint.seal(message), to, endpoint.pathOf(sender));
    } catch (RuntimeException e) {
      // Pekko logs it and drops the message. Here it is a bug of the program under test.
      world.fail(new IllegalStateException("can't send a " + message.getClass().getName(), e));
      return;
    }
    tally(PacketFate.SENT);
    bytes += packet.payload().bytes().length;
    if (message instanceof SystemMessage) {
      from.reliableLinkTo(target).send(packet);
    } else if (chance(link.current().loss())) {
      fate(PacketFate.LOST, packet);
    } else {
      post(packet);
      if (chance(link.current().duplication())) {
        fate(PacketFate.DUPLICATED, packet);
        post(packet.copy());
      }
    }
  }

  private void post(Packet packet) {
    Link link = packet.link();
    world.plan(link.arrival(world.nanos() + delay(link), this), packet);
  }

  /** How long a message takes this time. */
  long delay(Link link) {
    LinkProfile profile = link.current();
    long range = profile.maxDelayNanos() - profile.minDelayNanos();
    long delay = profile.minDelayNanos() + (range == 0 ? 0 : random.nextLong(range + 1));
    if (delay > link.usual().maxDelayNanos()) {
      tally(PacketFate.DELAYED);
    }
    return delay;
  }

  void arrive(Packet packet) {
    Life receiver = packet.link().to().lifeOrNull();
    if (receiver == null) {
      fate(PacketFate.UNREACHABLE, packet);
    } else if (packet.link().isCut()) {
      fate(PacketFate.CUT, packet);
    } else {
      deliver(packet, receiver);
    }
  }

  void deliver(Packet packet, Life receiver) {
    if (receiver.node().paused()) {
      fate(PacketFate.HELD, packet);
      receiver.hold(packet);
    } else {
      fate(PacketFate.DELIVERED, packet);
      receiver.endpoint().open(packet);
    }
  }

  /** Whether a message that is sent again until it arrives gets through this time. */
  boolean passes(Link link) {
    return !link.isCut() && !chance(link.current().loss());
  }

  private boolean chance(double of) {
    return of > 0 && random.nextDouble() < of;
  }

  private void fate(PacketFate fate, Packet packet) {
    tally(fate);
    world.trace().packet(world.nanos(), fate, packet);
  }

  Wire wire() {
    return wire;
  }

  void added(SimNode node) {
    nodesByHost.put(node.name(), node);
    links.added(node);
  }

  void close() {
    wire.close();
  }
}
