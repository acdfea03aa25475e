package dev.memdi.cluster;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Decides when a life of a node is over, as far as Pekko Cluster is concerned. It has to be decided
 * now and then, because nobody gets in or out of the cluster while a node that is neither down nor
 * answers is part of it: a node that restarted could not come back until every other dead one had.
 *
 * <p>It is decided late and on proof, because a node that was put down while it lives is not heard
 * any more until it restarts, and takes what its memory holds with it. Silence is no proof: a split
 * network is silent too. That nothing listens at a node's port is: a machine that answers so has no
 * such process. And even then a node stays as long as nobody waits at the door for it.
 */
public final class Downing extends AbstractBehavior<Downing.Command> {
  public sealed interface Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  /** Nothing listens at the node's port. */
  public record Vacant(NodeId node) implements Command {}

  private final Consumer<ClusterView.Node> down;
  private ClusterView view = ClusterView.EMPTY;
  private final Set<NodeId> vacant = new TreeSet<>();

  private Downing(ActorContext<Command> context, Consumer<ClusterView.Node> down) {
    super(context);
    context.setLoggerName(Downing.class);
    this.down = down;
  }

  /** What it decides is carried out by {@code departure}. */
  public static Behavior<Command> create(Departure departure) {
    return create(node -> departure.down(node.address()));
  }

  static Behavior<Command> create(Consumer<ClusterView.Node> down) {
    return Behaviors.setup(context -> new Downing(context, down));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ViewChanged changed -> {
        view = changed.view();
        vacant.removeIf(node -> view.node(node).isEmpty());
      }
      case Vacant said -> vacant.add(said.node());
    }
    for (ClusterView.Node node : over(view, vacant)) {
      getContext()
          .getLog()
          .warn(
              "node {} ({}) is put down: nothing listens at its port any more, and others wait to"
                  + " get in or out",
              node.id(),
              node.address());
      down.accept(node);
    }
    return this;
  }

  /** The nodes that hinder others and are proved dead. */
  static List<ClusterView.Node> over(ClusterView view, Set<NodeId> vacant) {
    boolean somebodyWaits = view.nodes().stream().anyMatch(ClusterView.Node::leaving);
    return somebodyWaits
        ? view.nodes().stream().filter(n -> !n.leaving() && vacant.contains(n.id())).toList()
        : List.of();
  }
}
