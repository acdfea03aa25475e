package dev.memdi.edge.http;

import com.typesafe.config.Config;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** The channels of connections, as {@code pekko.http.server} has them. */
final class Sockets {
  private static final String UNDEFINED = "undefined";

  private static final Map<String, ChannelOption<Boolean>> SWITCHES =
      Map.of(
          "tcp-keep-alive", ChannelOption.SO_KEEPALIVE,
          "tcp-no-delay", ChannelOption.TCP_NODELAY);

  private static final Map<String, ChannelOption<Integer>> SIZES =
      Map.of(
          "so-receive-buffer-size", ChannelOption.SO_RCVBUF,
          "so-send-buffer-size", ChannelOption.SO_SNDBUF);

  private Sockets() {}

  /** {@code config} has the section of {@code server}. */
  static ServerBootstrap of(EventLoopGroup threads, ServerSettings server, Config config) {
    ServerBootstrap sockets =
        new ServerBootstrap()
            .group(threads)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, server.getBacklog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator())
            .handler(new Places(server.getMaxConnections()))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false); // before there is a stream
    Config options = config.getConfig("socket-options");
    SWITCHES.forEach((name, option) ->
        chosen(options, name)
            .ifPresent(same -> sockets.childOption(option, options.getBoolean(name))));
    SIZES.forEach((name, option) ->
        chosen(options, name)
            .ifPresent(
                same -> sockets.childOption(option, Math.toIntExact(options.getBytes(name)))));
    return sockets;
  }

  private static Optional<Object> chosen(Config options, String name) {
    return Optional.of(options.getAnyRef(name)).filter(value -> !value.equals(UNDEFINED));
  }
}
