package dev.memdi.sim.world;

import java.io.NotSerializableException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection$;
import org.apache.pekko.actor.ActorSelectionMessage;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.InternalActorRef;
import org.apache.pekko.dispatch.sysmsg.SystemMessage;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.Nullable;

/**
 * A life's side of the network: packs what it sends, unpacks what it is sent, and finds the actors
 * meant. A path with a uid means one incarnation of an actor, and no successor at the same path.
 */
final class Endpoint {
  private static final int CACHED_RECIPIENTS = 4096;

  private final ExtendedActorSystem system;
  private final Wire wire;
  private final int frameSize;
  private final Map<ActorPath, InternalActorRef> recipients = new IdentityHashMap<>();
  private @Nullable Serialization serialization;

  Endpoint(ExtendedActorSystem system, Wire wire) {
    this.system = system;
    this.wire = wire;
    this.frameSize =
        Math.toIntExact(
            system.settings().config().getBytes("pekko.remote.artery.advanced.maximum-frame-size"));
  }

  Payload seal(Object message) {
    return wire.seal(message, serialization(), frameSize);
  }

  /** How the others know a sender; null for none, which is the rule with typed actors. */
  @Nullable String pathOf(@Nullable ActorRef sender) {
    return sender == null || sender == system.deadLetters()
        ? null
        : sender.path().toSerializationFormatWithAddress(system.provider().getDefaultAddress());
  }

  void open(Packet packet) {
    Object message;
    try {
      message = wire.open(packet.payload(), serialization());
    } catch (NotSerializableException e) {
      throw new IllegalStateException("can't read " + packet, e);
    }
    String from = packet.sender();
    ActorRef sender = from == null ? system.deadLetters() : system.provider().resolveActorRef(from);
    InternalActorRef recipient = recipient(packet.recipient());
    switch (message) {
      case SystemMessage m -> recipient.sendSystemMessage(m);
      case ActorSelectionMessage m ->
          ActorSelection$.MODULE$.deliverSelection(recipient, sender, m);
      default -> recipient.tell(message, sender);
    }
  }

  /** Paths are the senders' own objects, so identity is enough to know one again. */
  private InternalActorRef recipient(ActorPath path) {
    if (path.uid() == 0) {
      return resolve(path);
    }
    InternalActorRef known = recipients.get(path);
    if (known == null) {
      known = resolve(path);
      if (recipients.size() == CACHED_RECIPIENTS) {
        recipients.clear();
      }
      recipients.put(path, known);
    }
    return known;
  }

  private InternalActorRef resolve(ActorPath path) {
    // As a string: resolving the object itself would forget the uid.
    return (InternalActorRef) system.provider().resolveActorRef(path.toSerializationFormat());
  }

  /** Not before the actor system has started so far. */
  private Serialization serialization() {
    if (serialization == null) {
      serialization = SerializationExtension.get(system);
    }
    return serialization;
  }
}
