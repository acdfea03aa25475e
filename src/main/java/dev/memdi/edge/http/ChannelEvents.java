package dev.memdi.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a connection's channel, on the channel's loop, for its {@link ChannelFlow}. That
 * may be run by another thread and be late: what was read for it is counted here.
 */
final class ChannelEvents extends ChannelDuplexHandler {
  /** Pieces that were read and that the stream has not taken: with so many, nothing is read. */
  private static final int MOST_WAITING = 4;

  /**
   * In an idle time. A process that stood still has looked once, and not seen what came meanwhile.
   */
  private static final int LOOKS = 4;

  private final AtomicInteger waiting = new AtomicInteger();
  private final Consumer<ByteString> read;
  private final Runnable writable;
  private final Runnable closed;
  private final ChannelFlow.Times times;
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> timer;
  private boolean hungUp;
  private int looksSinceItMoved;

  ChannelEvents(
      Consumer<ByteString> read, Runnable writable, Runnable closed, ChannelFlow.Times times) {
    this.read = read;
    this.writable = writable;
    this.closed = closed;
    this.times = times;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    if (!channel.isActive()) {
      closed.run();
      return;
    }
    long part = times.idle().toNanos() / LOOKS;
    timer = context.executor().scheduleWithFixedDelay(this::look, part, part, TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (++looksSinceItMoved > LOOKS) {
      close();
    }
  }

  private void close() {
    var _ = Objects.requireNonNull(channel).close();
  }

  /**
   * Tells the client that nothing more will come. What it sends is read on and dropped: unread, it
   * would have the connection reset, and the client might lose what it has been told.
   */
  void hangUp() {
    Channel ending = Objects.requireNonNull(channel);
    if (!ending.isActive()) {
      return;
    }
    hungUp = true;
    cancelTimer();
    Duration linger = times.linger();
    timer =
        ending
            .eventLoop()
            .schedule((Runnable) this::close, linger.toMillis(), TimeUnit.MILLISECONDS);
    var _ = ending.config().setAutoRead(true);
    var _ = ((DuplexChannel) ending).shutdownOutput();
  }

  /** Called by the stream, on whatever thread that is, for each piece that it was given. */
  void taken() {
    readOn(waiting.decrementAndGet());
  }

  private void readOn(int left) {
    if (left < MOST_WAITING) {
      Objects.requireNonNull(channel).config().setAutoRead(true);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    looksSinceItMoved = 0;
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (!hungUp) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        int now = waiting.incrementAndGet();
        read.accept(ByteString.fromArrayUnsafe(copy));
        if (now >= MOST_WAITING) {
          context.channel().config().setAutoRead(false);
          readOn(waiting.get()); // it may have been taken meanwhile
        }
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    looksSinceItMoved = 0;
    var _ = context.write(message, promise);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      writable.run();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancelTimer();
    closed.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(); // it broke: the client knows
  }
}
