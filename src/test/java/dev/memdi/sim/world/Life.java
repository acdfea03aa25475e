package dev.memdi.sim.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a node's process: an actor system with what it has ready, its timers, and its
 * side of the network. When it has ended nothing of it ever runs again.
 */
final class Life {
  private final SimNode node;
  private final int number;
  private final ArrayList<Runnable> ready = new ArrayList<>();
  private final Timers timers;
  private final Queue<Packet> held = new ArrayDeque<>();
  private final List<@Nullable ReliableLink> reliableLinks = new ArrayList<>();
  private boolean ended;

  private @Nullable ActorSystem<?> system;
  private @Nullable Endpoint endpoint;

  Life(SimNode node, int number) {
    this.node = node;
    this.number = number;
    this.timers = new Timers(node.clock());
  }

  SimNode node() {
    return node;
  }

  /** 1 for the first life of a node. */
  int number() {
    return number;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
    ready.clear();
    held.clear();
  }

  // ---- tasks and timers ---------------------------------------------------------------------

  /** Called by the node's executors. */
  void makeReady(Runnable task) {
    if (node.world().home().admits("a task") && !ended) {
      ready.add(task);
    }
  }

  int readyTasks() {
    return ready.size();
  }

  /** Takes one out; the order of the others does not matter, as they are picked at random. */
  Runnable takeReady(int index) {
    Runnable task = ready.get(index);
    Runnable last = ready.removeLast();
    if (last != task) {
      ready.set(index, last);
    }
    return task;
  }

  Timers timers() {
    return timers;
  }

  // ---- the actor system and its side of the network -------------------------------------------

  /** Called when remoting starts, in the middle of the actor system's own start. */
  void attach(ExtendedActorSystem classic) {
    endpoint = new Endpoint(classic, node.world().network().wire());
  }

  Endpoint endpoint() {
    if (endpoint == null) {
      throw new IllegalStateException(node.name() + " has no remoting yet");
    }
    return endpoint;
  }

  void started(ActorSystem<?> started) {
    system = started;
  }

  ActorSystem<?> system() {
    if (system == null) {
      throw new IllegalStateException(node.name() + " is still starting");
    }
    return system;
  }

  /** The process is stopped: what is sent to it waits in the socket's buffer. */
  void hold(Packet packet) {
    held.add(packet);
  }

  /** After a pause: what has come meanwhile is read now, one by one, as everything else goes on. */
  void readHeld() {
    World world = node.world();
    while (!held.isEmpty()) {
      Packet packet = held.remove();
      world.plan(
          world.nanos(),
          () -> {
            if (!ended) {
              world.network().deliver(packet, this);
            }
          });
    }
  }

  ReliableLink reliableLinkTo(SimNode to) {
    while (reliableLinks.size() <= to.index()) {
      reliableLinks.add(null);
    }
    ReliableLink link = reliableLinks.get(to.index());
    if (link == null) {
      link = new ReliableLink(this, to);
      reliableLinks.set(to.index(), link);
    }
    return link;
  }
}
