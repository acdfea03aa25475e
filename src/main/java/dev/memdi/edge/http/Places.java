package dev.memdi.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * How many connections there may be at a time: more wait to be taken. For the channel that listens,
 * by whose loop alone they are counted.
 */
final class Places extends ChannelInboundHandlerAdapter {
  private final int most;
  private int taken;

  /** The channel takes one connection for each time that it looks. */
  Places(int most) {
    this.most = most;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    Channel listening = context.channel();
    count(listening, 1);
    ((Channel) connection)
        .closeFuture()
        .addListener(closed -> listening.eventLoop().execute(() -> count(listening, -1)));
    context.fireChannelRead(connection);
  }

  private void count(Channel listening, int more) {
    taken += more;
    listening.config().setAutoRead(taken < most);
  }
}
