package dev.memdi.edge.resp;

import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Channels;
import dev.memdi.routing.Placement;
import dev.memdi.routing.Routers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** memdi's server of the Redis protocol. */
public final class RespEdge {
  private static final Logger LOG = LoggerFactory.getLogger(RespEdge.class);

  /**
   * How long a node that stops goes on answering on the connections that it has. Less than the
   * phase of Pekko's coordinated shutdown in which that happens (5 s).
   */
  private static final Duration DRAINS_WITHIN = Duration.ofSeconds(4);

  private static final Duration HANGS_UP_WITHIN = Duration.ofMillis(300);

  private static final int MOST_CURSORS = 10_000;

  /** Of answers that wait to be sent, in bytes: over the high mark nothing more is done. */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final Backend backend;
  private final EventLoopGroup threads;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean stopping;

  private RespEdge(Backend backend, EventLoopGroup threads) {
    this.backend = backend;
    this.threads = threads;
  }

  /**
   * Listens where {@code settings} say, until the actor system stops; tells the address. When it
   * stops, it listens no more, answers what it has been asked, and only then closes its
   * connections. Fails if the address can't be listened on.
   *
   * @param threads that wait for the network; they outlive the edge
   * @param version of memdi, as it is told
   */
  public static CompletionStage<InetSocketAddress> serve(
      ActorSystem<?> system,
      EventLoopGroup threads,
      Settings settings,
      NodeId self,
      String version,
      Routers routers,
      Administration administration,
      Channels channels,
      Placement placement,
      Clock clock) {
    NodeSettings.Resp resp = settings.node().resp();
    Subscriptions subscriptions = new Subscriptions();
    Backend backend =
        new Backend(
            self,
            version,
            settings,
            routers,
            administration,
            channels,
            new Redirection(resp.redirect(), self, placement),
            clock,
            CommandTable.standard(),
            new Clients(resp.maxClients()),
            subscriptions,
            new KeyspaceEvents(routers.home(resp.keyspace()), subscriptions),
            new Cursors(MOST_CURSORS, self.incarnation()));
    channels.listen(subscriptions::heard);
    EventClasses.parse(resp.notifyKeyspaceEvents())
        .ifPresent(classes -> backend.events().tell(classes, () -> {}));
    RespEdge edge = new RespEdge(backend, threads);
    return edge.bind()
        .thenApply(listening -> {
          edge.stopInOrder(listening, system);
          return (InetSocketAddress) listening.localAddress();
        });
  }

  private CompletionStage<Channel> bind() {
    NodeSettings.Resp resp = backend.settings().node().resp();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(threads)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    CompletableFuture<Channel> bound = new CompletableFuture<>();
    bootstrap
        .bind(resp.host(), resp.port())
        .addListener(
            (ChannelFutureListener)
                future -> {
                  if (future.isSuccess()) {
                    bound.complete(future.channel());
                  } else {
                    bound.completeExceptionally(future.cause());
                  }
                });
    return bound;
  }

  private void accept(Channel channel) {
    long most = backend.clients().most();
    if (backend.clients().open().size() >= most) {
      LOG.warn("a client is turned away: there are {} (memdi.node.resp.max-clients)", most);
      ReplyWriter out = new ReplyWriter(2);
      out.error("ERR max number of clients reached");
      channel.writeAndFlush(out.toBuffer(channel.alloc())).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    channel.pipeline().addLast(new Connection(backend));
    connections.add(channel);
    if (stopping) { // it may have been too late to be among those that were told
      endWhenQuiet(channel);
    }
  }

  private void stopInOrder(Channel listening, ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    // beside the handing over of leaderships: commands that wait for new leaders are answered
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "memdi-resp-drains",
        () -> drain(listening));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "memdi-resp-ends",
        () ->
            hangUp()
                .thenApply(done -> {
                  var _ = connections.close();
                  return done;
                }));
  }

  /** First the door: who is told to go finds nobody here any more. */
  private CompletionStage<Done> drain(Channel door) {
    CompletableFuture<Done> drained = new CompletableFuture<>();
    door.close()
        .addListener(shut -> {
          stopping = true;
          connections.forEach(RespEdge::endWhenQuiet);
          connections.newCloseFuture().addListener(closed -> drained.complete(Done.getInstance()));
        });
    return drained.completeOnTimeout(
        Done.getInstance(), DRAINS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** When it is open: the handler knows its channel then. */
  private static void endWhenQuiet(Channel channel) {
    channel
        .eventLoop()
        .execute(() -> {
          Connection connection = channel.pipeline().get(Connection.class);
          if (connection != null) {
            connection.endWhenQuiet();
          }
        });
  }

  /**
   * Ends every connection from this side and reads on for a moment: what a client has just sent
   * would, unread, reset its connection before it has seen the end of it.
   */
  private CompletionStage<Done> hangUp() {
    for (Channel channel : connections) {
      if (channel instanceof DuplexChannel connection) {
        var _ = connection.shutdownOutput();
      }
    }
    CompletableFuture<Done> gone = new CompletableFuture<>();
    connections.newCloseFuture().addListener(closed -> gone.complete(Done.getInstance()));
    return gone.completeOnTimeout(
        Done.getInstance(), HANGS_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }
}
