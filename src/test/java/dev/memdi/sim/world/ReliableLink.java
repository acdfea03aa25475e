package dev.memdi.sim.world;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * System messages (watches, notices of death) from one life to a node. As with Artery they arrive
 * in order and are sent again until they do, unless one of the two processes ends first.
 */
final class ReliableLink {
  /** Artery's {@code system-message-resend-interval}. */
  private static final long RESEND_NANOS = 1_000_000_000L;

  private final Life from;
  private final SimNode to;
  private final SimNetwork network;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  ReliableLink(Life from, SimNode to) {
    this.from = from;
    this.to = to;
    this.network = from.node().world().network();
  }

  /** A message, and the life it was meant for (0: whichever comes first). */
  private record Waiting(Packet packet, int life) {}

  void send(Packet packet) {
    Life receiver = to.lifeOrNull();
    waiting.add(new Waiting(packet, receiver == null ? 0 : receiver.number()));
    if (waiting.size() == 1) {
      tryIn(network.delay(packet.link()));
    }
  }

  private void tryIn(long nanos) {
    World world = from.node().world();
    world.plan(world.nanos() + nanos, this::tryFirst);
  }

  private void tryFirst() {
    if (from.ended()) {
      return;
    }
    Waiting first = waiting.getFirst();
    Life receiver = to.lifeOrNull();
    if (receiver != null && first.life() != 0 && first.life() != receiver.number()) {
      waiting.removeFirst(); // meant for a process that is gone
    } else if (receiver == null || !network.passes(first.packet().link())) {
      network.tally(PacketFate.RESENT);
      tryIn(RESEND_NANOS);
      return;
    } else {
      waiting.removeFirst();
      network.deliver(first.packet(), receiver);
    }
    if (!waiting.isEmpty()) {
      tryIn(network.delay(waiting.getFirst().packet().link()));
    }
  }
}
