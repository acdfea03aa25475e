package dev.memdi.edge.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.Done;

/** An address that is listened on, and the connections that were taken there. */
final class HttpServer {
  /** For the answers that say that there is none. */
  private static final Duration LAST_MOMENT = Duration.ofMillis(300);

  private static final AttributeKey<Answering> ANSWERING =
      AttributeKey.valueOf(HttpServer.class, "answering");

  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Ending ending;
  private final ChannelFuture listening;
  private volatile boolean ended;

  private HttpServer(
      ServerBootstrap bootstrap,
      InetSocketAddress address,
      Function<Channel, Answering> serving,
      Ending ending) {
    this.ending = ending;
    listening =
        bootstrap
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    opened(channel, serving.apply(channel));
                  }
                })
            .bind(address);
  }

  /**
   * Listens. Fails if that address can't be listened on.
   *
   * @param serving begins to serve a connection
   * @param ending comes with the end of the server
   */
  static CompletionStage<HttpServer> listen(
      ServerBootstrap bootstrap,
      InetSocketAddress address,
      Function<Channel, Answering> serving,
      Ending ending) {
    HttpServer server = new HttpServer(bootstrap, address, serving, ending);
    CompletableFuture<HttpServer> bound = new CompletableFuture<>();
    server.listening.addListener(
        (ChannelFutureListener)
            future -> {
              if (future.isSuccess()) {
                bound.complete(server);
              } else {
                bound.completeExceptionally(named(address, future.cause()));
              }
            });
    return bound;
  }

  /** With the address, which not every cause tells. */
  private static BindException named(InetSocketAddress address, Throwable cause) {
    String why = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    BindException named = new BindException("[" + address + "] " + why);
    named.initCause(cause);
    return named;
  }

  private void opened(Channel channel, Answering answering) {
    channel.attr(ANSWERING).set(answering);
    connections.add(channel);
    if (ended) { // it may have been too late to be among those that were told
      answering.end();
    }
  }

  InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.channel().localAddress();
  }

  /** Takes no more connections; those that there are go on. */
  CompletionStage<Done> unbind() {
    return unbind(() -> {});
  }

  /**
   * The same, with {@code then} run in the same turn of the thread that listens: who is told by it
   * to go elsewhere finds the door closed, and not a queue in front of it that nobody will look at.
   */
  CompletionStage<Done> unbind(Runnable then) {
    CompletableFuture<Done> unbound = new CompletableFuture<>();
    Channel door = listening.channel();
    door.eventLoop()
        .execute(() -> {
          door.close().addListener(closed -> unbound.complete(Done.getInstance()));
          then.run();
        });
    return unbound;
  }

  /**
   * Ends all connections: each when what it was asked is answered, or when the time is over, then
   * with an answer that says that there is none. What clients leave open is closed then.
   */
  CompletionStage<Done> terminate(Duration within) {
    var _ = unbind();
    ended = true;
    for (Channel channel : connections) {
      channel.attr(ANSWERING).get().end();
    }
    ending.come();
    return gone(within)
        .thenCompose(over -> {
          for (Channel channel : connections) {
            giveUp(channel);
          }
          return gone(LAST_MOMENT);
        })
        .thenApply(over -> {
          var _ = connections.close();
          return over;
        });
  }

  private static void giveUp(Channel channel) {
    if (channel instanceof DuplexChannel connection && connection.isOutputShutdown()) {
      var _ = channel.close();
    } else {
      channel.attr(ANSWERING).get().giveUp();
    }
  }

  /** Completes when all connections are, or when the time is over. */
  private CompletionStage<Done> gone(Duration within) {
    CompletableFuture<Done> gone = new CompletableFuture<>();
    connections.newCloseFuture().addListener(closed -> gone.complete(Done.getInstance()));
    return gone.completeOnTimeout(Done.getInstance(), within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
