package dev.memdi.link;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * Clients' connections, each with a stream of its own that the loops run: a request is read, put to
 * the data path and answered without a thread being woken, and what all connections ask for in one
 * turn of a loop goes on together.
 */
public final class LoopServer {
  private static final int BACKLOG = 1024;

  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listening;
  private final int most;

  private LoopServer(
      EventLoops loops,
      Materializer materializer,
      InetSocketAddress address,
      int most,
      Duration idle,
      Flow<ByteString, ByteString, NotUsed> serving,
      CompletableFuture<LoopServer> bound) {
    this.most = most;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(EventLoops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false) // before there is a stream
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    opened(channel);
                    Flow.fromGraph(new ChannelFlow(channel, idle))
                        .join(serving)
                        .withAttributes(ActorAttributes.dispatcher(Links.DISPATCHER))
                        .run(materializer);
                  }
                });
    listening =
        bootstrap
            .bind(address)
            .addListener(
                (ChannelFutureListener)
                    future -> {
                      if (future.isSuccess()) {
                        bound.complete(this);
                      } else {
                        bound.completeExceptionally(future.cause());
                      }
                    })
            .channel();
  }

  /**
   * Listens; empty where the data path's threads are no loops. Fails if that address can't be
   * listened on.
   *
   * @param most connections at a time; more wait to be taken
   * @param idle a connection on which nothing moves for so long is closed
   * @param serving run for each connection: what is read goes in, what comes out is written
   */
  public static CompletionStage<Optional<LoopServer>> listen(
      ActorSystem<?> system,
      InetSocketAddress address,
      int most,
      Duration idle,
      Flow<ByteString, ByteString, NotUsed> serving) {
    CompletableFuture<Optional<EventLoops>> found = new CompletableFuture<>();
    system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(Links.DISPATCHER))
        .execute(() -> found.complete(EventLoops.ofThisThread()));
    return found.thenCompose(loops -> {
      if (loops.isEmpty()) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      CompletableFuture<LoopServer> bound = new CompletableFuture<>();
      Materializer materializer = SystemMaterializer.get(system).materializer();
      var _ = new LoopServer(loops.get(), materializer, address, most, idle, serving, bound);
      return bound.thenApply(Optional::of);
    });
  }

  private void opened(Channel channel) {
    connections.add(channel);
    Channel parent = channel.parent();
    if (connections.size() >= most) {
      parent.config().setAutoRead(false);
    }
    channel.closeFuture().addListener(closed -> parent.config().setAutoRead(true));
  }

  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Takes no more connections; those that there are go on. */
  public CompletionStage<Done> unbind() {
    CompletableFuture<Done> unbound = new CompletableFuture<>();
    listening.close().addListener(closed -> unbound.complete(Done.getInstance()));
    return unbound;
  }

  /**
   * Ends every connection from this side and reads on for a moment: what a client has just sent
   * would, unread, reset its connection before it has seen the end of it.
   */
  public CompletionStage<Done> terminate(Duration within) {
    var _ = listening.close();
    for (Channel channel : connections) {
      if (channel instanceof DuplexChannel connection) {
        var _ = connection.shutdownOutput();
      }
    }
    CompletableFuture<Done> gone = new CompletableFuture<>();
    connections.newCloseFuture().addListener(closed -> gone.complete(Done.getInstance()));
    return gone.completeOnTimeout(Done.getInstance(), within.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(done -> {
          var _ = connections.close();
          return done;
        });
  }
}
