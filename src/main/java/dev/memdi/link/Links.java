package dev.memdi.link;

import dev.memdi.api.Bytes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.config.Address;
import dev.memdi.config.ClusterSettings;
import dev.memdi.config.Settings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps a link to every other node in view. Listens, offers that to the nodes with smaller
 * identities, and connects to those with larger ones when it has their offer; again and again, as
 * long as there is no link.
 */
public final class Links extends AbstractBehavior<Links.Command> {
  /** The actor's name, below the system guardian. */
  public static final String NAME = "memdi-links";

  public sealed interface Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  /** To that life of a node: where links to this one begin. */
  public record Offer(NodeId from, NodeId to, int port, Bytes token) implements Command {}

  /** This node listens. */
  record Listening(Acceptor acceptor, int port) implements Command {}

  record CannotListen(Throwable why) implements Command {}

  /** A link begins; the other end has proved who it is. */
  record Opened(NodeId node, Link link) implements Command {}

  /** A link is over, or did not come about. */
  record Closed(NodeId node, Optional<Link> link) implements Command {}

  private record Look() implements Command {}

  /** How often an offer is repeated, or taken up again. */
  private static final Duration LOOKS_EVERY = Duration.ofMillis(300);

  private static final int TOKEN_BYTES = 16;

  private final NodeId self;
  private final Switchboard switchboard;
  private final Connector connector;
  private final TimerScheduler<Command> timers;
  private final Bytes token;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private Optional<Listening> listening = Optional.empty();

  private static final class Peer {
    final Address address;
    Optional<Offer> offer = Optional.empty();
    Optional<Link> link = Optional.empty();
    boolean connecting;

    Peer(Address address) {
      this.address = address;
    }
  }

  private Links(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeId self,
      ClusterSettings.Link settings,
      String listenAt,
      EventLoops loops,
      Switchboard switchboard) {
    super(context);
    this.self = self;
    this.timers = timers;
    this.switchboard = switchboard;
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    this.token = Bytes.wrap(random);
    this.connector =
        new Connector(context.getSystem(), loops, self, settings.pendingBytes(), context.getSelf());
    connector.listen(listenAt, settings.port(), token);
  }

  /**
   * Links for a node that other nodes know at its address in the view.
   *
   * @param listenAt the host to listen at
   */
  public static Behavior<Command> create(
      NodeId self, ClusterSettings.Link settings, String listenAt, Switchboard switchboard) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          Optional<EventLoops> loops = EventLoops.ofThisThread();
          if (loops.isEmpty()) {
            context
                .getLog()
                .warn(
                    "{} does not run {}: no links, only remoting",
                    Settings.DATA_PATH,
                    LoopExecutor.class);
            return Behaviors.empty();
          }
          return new Links(context, timers, self, settings, listenAt, loops.get(), switchboard);
        }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(PostStop.class, _ -> stopped())
        .build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ViewChanged changed -> follow(changed.view());
      case Offer offer -> {
        Peer peer = peers.get(offer.from());
        if (peer != null && offer.to().equals(self)) {
          peer.offer = Optional.of(offer);
          look(offer.from(), peer);
        }
      }
      case Listening now -> {
        listening = Optional.of(now);
        peers.forEach(this::look);
      }
      case CannotListen not ->
          getContext()
              .getLog()
              .warn("can't listen for links, and does without: {}", not.why().toString());
      case Opened opened -> opened(opened.node(), opened.link());
      case Closed closed -> closed(closed.node(), closed.link());
      case Look _ -> peers.forEach(this::look);
    }
    return this;
  }

  private void follow(ClusterView view) {
    peers
        .entrySet()
        .removeIf(entry -> {
          boolean gone = view.node(entry.getKey()).isEmpty();
          if (gone) {
            entry.getValue().link.ifPresent(link -> drop(entry.getValue(), link));
          }
          return gone;
        });
    for (ClusterView.Node node : view.nodes()) {
      if (!node.id().equals(self) && !peers.containsKey(node.id())) {
        Address.parse(node.address()).ifPresent(address -> peers.put(node.id(), new Peer(address)));
      }
    }
    peers.forEach(this::look);
  }

  /** Does what there is to do for a link that is not there. */
  private void look(NodeId id, Peer peer) {
    if (peer.link.isPresent() || peer.connecting) {
      return;
    }
    if (isDialledBy(id)) {
      listening.ifPresent(now -> remote(peer).tell(new Offer(self, id, now.port(), token)));
    } else if (peer.offer.isPresent()) {
      peer.connecting = true;
      connector.connect(peer.address.host(), peer.offer.get());
    }
    lookAgain();
  }

  private boolean isDialledBy(NodeId other) {
    return other.compareTo(self) < 0;
  }

  private void lookAgain() {
    if (!timers.isTimerActive(Look.class)) {
      timers.startSingleTimer(Look.class, new Look(), LOOKS_EVERY);
    }
  }

  private void opened(NodeId id, Link link) {
    Peer peer = peers.get(id);
    if (peer == null) {
      link.close(); // not in view, or not any more
      return;
    }
    peer.connecting = false;
    peer.link.ifPresent(earlier -> drop(peer, earlier));
    peer.link = Optional.of(link);
    switchboard.connect(pekko(peer), link);
  }

  private void closed(NodeId id, Optional<Link> link) {
    Peer peer = peers.get(id);
    if (peer == null) {
      return;
    }
    if (link.isEmpty()) {
      peer.connecting = false;
    } else if (peer.link.equals(link)) {
      switchboard.disconnect(pekko(peer), link.get());
      peer.link = Optional.empty();
    }
    lookAgain();
  }

  private void drop(Peer peer, Link link) {
    switchboard.disconnect(pekko(peer), link);
    link.close();
  }

  private Behavior<Command> stopped() {
    peers.values().forEach(peer -> peer.link.ifPresent(link -> drop(peer, link)));
    listening.ifPresent(now -> now.acceptor().close());
    return this;
  }

  private org.apache.pekko.actor.Address pekko(Peer peer) {
    return new org.apache.pekko.actor.Address(
        "pekko", getContext().getSystem().name(), peer.address.host(), peer.address.port());
  }

  private ActorRef<Command> remote(Peer peer) {
    return ActorRefResolver.get(getContext().getSystem())
        .resolveActorRef(pekko(peer) + "/system/" + NAME);
  }
}
