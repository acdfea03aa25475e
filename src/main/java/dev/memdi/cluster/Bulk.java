package dev.memdi.cluster;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor of a node that takes in what is too large for an ordinary frame, and hands it on. The
 * transport has a stream of its own for large messages, chosen by the path of their receiver: that
 * is this actor, at {@link #PATH} on every node.
 */
public final class Bulk {
  /** The actor's name; its parent is the system actor {@code memdi}. */
  public static final String NAME = "bulk";

  public static final String PATH = "/system/memdi/" + NAME;

  private static final String DESTINATIONS = "pekko.remote.artery.large-message-destinations";

  /** What the actor is sent. */
  public sealed interface Command {}

  /** A message for an actor of the receiving node. */
  public record Parcel<T>(ActorRef<T> to, T message) implements Command {
    void deliver() {
      to.tell(message);
    }
  }

  private Bulk() {}

  public static Behavior<Command> create() {
    return Behaviors.setup(context -> {
      if (!isConfigured(context.getSystem().settings().config())) {
        context
            .getLog()
            .warn(
                "{} does not name {}: large values do not reach other nodes; include"
                    + " memdi-pekko.conf in the configuration",
                DESTINATIONS,
                PATH);
      }
      return Behaviors.receiveMessage(Bulk::handOn);
    });
  }

  private static Behavior<Command> handOn(Command command) {
    switch (command) {
      case Parcel<?> parcel -> parcel.deliver();
    }
    return Behaviors.same();
  }

  /** The actor on the node at that address. */
  static ActorRef<Command> at(Address address, ActorRefResolver resolver) {
    return resolver.resolveActorRef(address + PATH);
  }

  private static boolean isConfigured(Config config) {
    boolean remote =
        List.of("remote", "cluster").contains(config.getString("pekko.actor.provider"));
    return !remote || config.getStringList(DESTINATIONS).contains(PATH);
  }
}
