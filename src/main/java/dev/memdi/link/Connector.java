package dev.memdi.link;

import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** Makes connections, and turns those whose ends know each other into links. */
final class Connector {
  private static final int CONNECT_MILLIS = 3000;

  private final ActorSystem<?> system;
  private final EventLoops loops;
  private final NodeId self;
  private final long pendingBytes;
  private final ActorRef<Links.Command> links;
  private final Executor resolving; // asks the network for names, which may take long

  Connector(
      ActorSystem<?> system,
      EventLoops loops,
      NodeId self,
      long pendingBytes,
      ActorRef<Links.Command> links) {
    this.system = system;
    this.loops = loops;
    this.self = self;
    this.pendingBytes = pendingBytes;
    this.links = links;
    this.resolving = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** Listens; tells which port, or why it can't. */
  void listen(String host, int port, Bytes token) {
    resolving.execute(() -> listen(new InetSocketAddress(host, port), token));
  }

  private void listen(InetSocketAddress address, Bytes token) {
    Acceptor acceptor = new Acceptor();
    var _ =
        new ServerBootstrap()
            .group(loops.group())
            .channel(EventLoops.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Greeting.Awaited(Connector.this, self, token));
                  }
                })
            .bind(address)
            .addListener(
                (ChannelFutureListener)
                    bound -> {
                      if (bound.isSuccess()) {
                        acceptor.listens(bound.channel());
                        int at = ((InetSocketAddress) bound.channel().localAddress()).getPort();
                        links.tell(new Links.Listening(acceptor, at));
                      } else {
                        links.tell(new Links.CannotListen(bound.cause()));
                      }
                    });
  }

  /** Connects to who made the offer; tells if that fails. */
  void connect(String host, Links.Offer offer) {
    resolving.execute(() -> {
      InetSocketAddress address = new InetSocketAddress(host, offer.port());
      if (address.isUnresolved()) {
        gaveUp(offer.from());
      } else {
        connect(address, offer);
      }
    });
  }

  private void connect(InetSocketAddress address, Links.Offer offer) {
    Hello hello = new Hello(self, offer.from(), offer.token());
    var _ =
        new Bootstrap()
            .group(loops.group())
            .channel(EventLoops.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Greeting.Said(Connector.this, hello));
                  }
                })
            .connect(address)
            .addListener(
                (ChannelFutureListener)
                    connected -> {
                      if (!connected.isSuccess()) {
                        gaveUp(offer.from());
                      }
                    });
  }

  /** The other end is known; what comes next is for the link, which this returns. */
  Link begin(NodeId node, Channel channel) {
    Link link = new Link(channel, new Envelopes(system), new Envelopes(system), pendingBytes);
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> links.tell(new Links.Closed(node, Optional.of(link))));
    links.tell(new Links.Opened(node, link));
    return link;
  }

  /** Whom that channel leads to did not become known. */
  void gaveUp(NodeId node) {
    links.tell(new Links.Closed(node, Optional.empty()));
  }
}
