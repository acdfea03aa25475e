package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Passes what is published at this node on to those of all nodes, and what they do to listeners.
 */
public final class Broadcaster extends AbstractBehavior<Broadcaster.Command> {
  /** The broadcaster's name among its node's actors. */
  public static final String NAME = "broadcaster";

  private static final String PATH = "/system/memdi/" + NAME;

  public sealed interface Command {}

  /** A message between broadcasters: {@link BroadcasterSerializer} has its codec. */
  public sealed interface Remote extends Command {}

  /** Was published at the sender's node. */
  record Published(Bytes channel, Bytes message) implements Remote {
    int sizeEstimate() {
      return 64 + channel.length() + message.length();
    }
  }

  /** Is to be published at all nodes. */
  record Publish(Bytes channel, Bytes message) implements Command {}

  record Listen(Channels.Listener listener) implements Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  private final NodeId self;
  private final Function<String, ActorRef<Command>> refs;
  private final Post post;
  private final List<Channels.Listener> listeners = new ArrayList<>();
  private List<ActorRef<Command>> others = List.of();

  private Broadcaster(
      ActorContext<Command> context, NodeId self, Function<String, ActorRef<Command>> refs) {
    super(context);
    this.self = self;
    this.refs = refs;
    this.post = new Post(context.getSystem());
  }

  /** The broadcaster of node {@code self}; {@code refs} finds those at other addresses. */
  public static Behavior<Command> create(NodeId self, Function<String, ActorRef<Command>> refs) {
    return Behaviors.setup(context -> new Broadcaster(context, self, refs));
  }

  /** Finds broadcasters by their path, which is the same on every node. */
  public static Function<String, ActorRef<Command>> byPath(ActorSystem<?> system) {
    ActorRefResolver resolver = ActorRefResolver.get(system);
    return address -> resolver.resolveActorRef("pekko://" + system.name() + "@" + address + PATH);
  }

  /** What edges see of a broadcaster. */
  public static Channels channels(ActorRef<Command> broadcaster) {
    return new Channels() {
      @Override
      public void publish(Bytes channel, Bytes message) {
        broadcaster.tell(new Publish(channel, message));
      }

      @Override
      public void listen(Listener listener) {
        broadcaster.tell(new Listen(listener));
      }
    };
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Publish(Bytes channel, Bytes message) -> {
        Published published = new Published(channel, message);
        heard(published);
        others.forEach(other -> post.send(other, published, published.sizeEstimate()));
      }
      case Published published -> heard(published);
      case Listen(Channels.Listener listener) -> listeners.add(listener);
      case ViewChanged(ClusterView view) ->
          others =
              view.nodes().stream()
                  .filter(node -> !node.id().equals(self))
                  .map(node -> refs.apply(node.address()))
                  .toList();
    }
    return this;
  }

  private void heard(Published published) {
    listeners.forEach(listener -> listener.heard(published.channel(), published.message()));
  }
}
