package dev.memdi.sim.world;

import org.apache.pekko.actor.ActorPath;
import org.jspecify.annotations.Nullable;

/** A message on its way, as bytes. */
final class Packet extends Event {
  private final SimNetwork network;
  private final Link link;
  private final Payload payload;
  private final ActorPath recipient;
  private final @Nullable String sender;

  Packet(
      SimNetwork network,
      Link link,
      Payload payload,
      ActorPath recipient,
      @Nullable String sender) {
    this.network = network;
    this.link = link;
    this.payload = payload;
    this.recipient = recipient;
    this.sender = sender;
  }

  Packet copy() {
    return new Packet(network, link, payload, recipient, sender);
  }

  Link link() {
    return link;
  }

  Payload payload() {
    return payload;
  }

  ActorPath recipient() {
    return recipient;
  }

  @Nullable String sender() {
    return sender;
  }

  @Override
  void happen() {
    network.arrive(this);
  }

  @Override
  public String toString() {
    return recipient.toStringWithoutAddress() + " " + payload;
  }
}
