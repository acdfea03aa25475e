package dev.memdi.cluster;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.config.Address;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps an idle connection to every other node, on which nothing is ever said. When a node's
 * process ends, however it ends, its system closes the connection: the quickest sign of a death
 * there is, by seconds before silence would tell. It is a hint: a connection also breaks for other
 * reasons, and a machine that loses its power closes nothing.
 *
 * <pre>
 *   connecting ──opened──► open ──lost──► [tell lost] ──┐
 *       ▲  └──failed──► [refused thrice: tell vacant]   │
 *       └──────────── after a pause ◄───────────────────┘
 * </pre>
 */
public final class Lifelines extends AbstractBehavior<Lifelines.Command> {
  public sealed interface Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  record Heard(NodeId node, long attempt, SilentConnection.Event event) implements Command {}

  private record Connect(NodeId node) implements Command {}

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /**
   * Two may meet a node in the middle of its death and its successor in the middle of its birth.
   */
  private static final int REFUSALS_OF_A_VACANT_PORT = 3;

  private final TimerScheduler<Command> timers;
  private final NodeId self;
  private final RandomGenerator random;
  private final Consumer<NodeId> lost;
  private final Consumer<NodeId> vacant;
  private final Map<NodeId, Line> lines = new TreeMap<>();
  private long attempts;

  /**
   * The line to one node; {@code failures} and {@code refusals} are those since it was last open.
   */
  private record Line(
      Address address, Optional<ActorRef> connection, long attempt, int failures, int refusals) {
    Line connecting(ActorRef to, long number) {
      return new Line(address, Optional.of(to), number, failures, refusals);
    }

    Line opened() {
      return new Line(address, connection, attempt, 0, 0);
    }

    Line lost() {
      return new Line(address, Optional.empty(), attempt, failures, refusals);
    }

    Line failed(boolean refused) {
      return new Line(address, Optional.empty(), attempt, failures + 1, refused ? refusals + 1 : 0);
    }
  }

  private Lifelines(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeId self,
      RandomGenerator random,
      Consumer<NodeId> lost,
      Consumer<NodeId> vacant) {
    super(context);
    this.timers = timers;
    this.self = self;
    this.random = random;
    this.lost = lost;
    this.vacant = vacant;
  }

  /**
   * Keeps no line before it is told of a view.
   *
   * @param lost told of a node whose connection ended, once for each connection
   * @param vacant told of a node at whose port nothing listens any more, repeatedly: this life of
   *     it is over
   */
  public static Behavior<Command> create(
      NodeId self, RandomGenerator random, Consumer<NodeId> lost, Consumer<NodeId> vacant) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new Lifelines(context, timers, self, random, lost, vacant)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ViewChanged changed -> follow(changed.view());
      case Connect connect -> {
        if (lines.containsKey(connect.node())) {
          connect(connect.node());
        }
      }
      case Heard heard -> {
        Line line = lines.get(heard.node());
        if (line != null && line.attempt() == heard.attempt()) {
          lines.put(heard.node(), hear(heard.node(), line, heard.event()));
        }
      }
    }
    return this;
  }

  private void follow(ClusterView view) {
    lines
        .entrySet()
        .removeIf(entry -> {
          boolean gone = view.node(entry.getKey()).isEmpty();
          if (gone) {
            timers.cancel(entry.getKey());
            entry.getValue().connection().ifPresent(Adapter.toClassic(getContext())::stop);
          }
          return gone;
        });
    for (ClusterView.Node node : view.nodes()) {
      if (node.id().equals(self) || lines.containsKey(node.id())) {
        continue;
      }
      Address.parse(node.address())
          .ifPresent(address -> {
            lines.put(node.id(), new Line(address, Optional.empty(), 0, 0, 0));
            connect(node.id());
          });
    }
  }

  private void connect(NodeId node) {
    Line line = lines.get(node);
    if (line == null) {
      return;
    }
    long attempt = ++attempts;
    var me = getContext().getSelf();
    ActorRef connection =
        Adapter.actorOf(
            getContext(),
            SilentConnection.lasting(
                line.address(),
                CONNECT_TIMEOUT,
                event -> me.tell(new Heard(node, attempt, event))));
    lines.put(node, line.connecting(connection, attempt));
  }

  private Line hear(NodeId node, Line line, SilentConnection.Event event) {
    return switch (event) {
      case SilentConnection.Event.Opened opened -> line.opened();
      case SilentConnection.Event.Lost broken -> {
        lost.accept(node);
        connectLater(node, 0);
        yield line.lost();
      }
      case SilentConnection.Event.Failed failed -> {
        Line next = line.failed(failed.failure() == SilentConnection.Failure.REFUSED);
        if (next.refusals() >= REFUSALS_OF_A_VACANT_PORT) {
          vacant.accept(node);
        }
        connectLater(node, next.failures());
        yield next;
      }
    };
  }

  private void connectLater(NodeId node, int failures) {
    timers.startSingleTimer(node, new Connect(node), pause(failures, random));
  }

  /** Doubles with every failure up to a bound; drawn, so that not all nodes come at once. */
  static Duration pause(int failures, RandomGenerator random) {
    Duration doubled = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures, 16));
    Duration bounded = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return bounded.dividedBy(2).plusNanos(random.nextLong(bounded.toNanos() / 2));
  }
}
