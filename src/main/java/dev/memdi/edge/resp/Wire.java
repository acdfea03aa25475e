package dev.memdi.edge.resp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.UnixChannel;

/**
 * What is under way between a connection and its client, as others see it. For any thread.
 *
 * @param inbox what was received
 */
record Wire(Channel channel, Inbox inbox) {
  /** The socket's number in this process; -1 where Java does not tell it. */
  int descriptor() {
    return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
  }

  /** The memory that answers take which are not sent. */
  long unsent() {
    ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
    return unsent == null ? 0 : unsent.totalPendingWriteBytes(); // null once it is closed
  }

  /** Whether more is taken from the socket as it comes. */
  boolean reads() {
    return channel.config().isAutoRead();
  }
}
