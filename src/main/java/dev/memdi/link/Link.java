package dev.memdi.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection to another node, both of which know each other. What is sent is encoded
 * at once and goes out together with all else that the loop finds to send before it looks at the
 * network again.
 *
 * <pre>
 *   frame = length of the rest (int) | envelope, or nothing: a sign of life
 * </pre>
 */
final class Link extends ByteToMessageDecoder {
  private static final long SIGN_OF_LIFE_MILLIS = 500;

  /**
   * A link on which nothing was heard between so many looks, one with each sign of life, is closed:
   * after 2 seconds. A process that stood still has looked once, and not heard what came meanwhile.
   */
  static final int SILENT_LOOKS = 4;

  /** Over a message of the largest size that {@link dev.memdi.cluster.Post} hands over. */
  private static final int LARGEST_FRAME = 4 << 20;

  private static final int LENGTH = 4;
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  private final Channel channel;
  private final EventLoop loop;
  private final Envelopes outgoing;
  private final Envelopes incoming;
  private final long pendingBytes;
  private final AtomicLong handedOver = new AtomicLong(); // by other threads, in bytes
  private @Nullable ByteBuf gathered;
  private @Nullable ScheduledFuture<?> looking;
  private boolean flushing;
  private boolean saidSomething;
  private int looksSinceHeard;

  /**
   * @param pendingBytes more than that does not wait to be sent
   */
  Link(Channel channel, Envelopes outgoing, Envelopes incoming, long pendingBytes) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.outgoing = outgoing;
    this.incoming = incoming;
    this.pendingBytes = pendingBytes;
  }

  /** For any thread. Whether the message was taken. */
  <T> boolean send(ActorRef<T> to, T message, int sizeEstimate) {
    if (!channel.isActive()) {
      return false;
    }
    if (loop.inEventLoop()) {
      return write(to, message, sizeEstimate);
    }
    if (handedOver.addAndGet(sizeEstimate) > pendingBytes) {
      handedOver.addAndGet(-sizeEstimate);
      return false;
    }
    loop.execute(() -> {
      handedOver.addAndGet(-sizeEstimate);
      if (!write(to, message, sizeEstimate)) {
        to.tell(message);
      }
    });
    return true;
  }

  private boolean write(ActorRef<?> to, Object message, int sizeEstimate) {
    if (!channel.isActive() || !outgoing.knows(to) || waiting() + sizeEstimate > pendingBytes) {
      return false;
    }
    ByteBuf out = gathering();
    int begin = out.writerIndex();
    out.writeInt(0);
    try {
      outgoing.write(to, message, sizeEstimate, out);
    } catch (RuntimeException e) {
      out.writerIndex(begin);
      LOG.debug("a message that can't be written to a link", e);
      return false; // the remoting says what is wrong with it
    }
    out.setInt(begin, out.writerIndex() - begin - LENGTH);
    return true;
  }

  private ByteBuf gathering() {
    ByteBuf out = gathered;
    if (out == null) {
      out = channel.alloc().directBuffer(4096);
      gathered = out;
    }
    saidSomething = true;
    if (!flushing) {
      flushing = true;
      loop.execute(this::flush); // behind all that is to be run now
    }
    return out;
  }

  private void flush() {
    flushing = false;
    ByteBuf out = gathered;
    gathered = null;
    if (out != null) {
      var _ = channel.writeAndFlush(out, channel.voidPromise());
    }
  }

  private long waiting() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long written = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    return written + (gathered == null ? 0 : gathered.readableBytes());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    looking =
        loop.scheduleWithFixedDelay(
            this::look, SIGN_OF_LIFE_MILLIS, SIGN_OF_LIFE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (++looksSinceHeard > SILENT_LOOKS) {
      LOG.debug("nothing heard from {}: closing the link", channel.remoteAddress());
      var _ = channel.close();
    } else if (!saidSomething) {
      gathering().writeInt(0);
    }
    saidSomething = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    looksSinceHeard = 0;
    super.channelRead(context, bytes);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> unused) {
    while (in.readableBytes() >= LENGTH) {
      int length = in.getInt(in.readerIndex());
      if (length < 0 || length > LARGEST_FRAME) {
        throw new IllegalStateException("a frame of " + length + " bytes");
      }
      if (in.readableBytes() < LENGTH + length) {
        return;
      }
      in.skipBytes(LENGTH);
      int begin = in.readerIndex();
      in.skipBytes(length);
      if (length > 0) {
        incoming.deliver(in.nioBuffer(begin, length));
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (looking != null) {
      looking.cancel(false);
    }
    ByteBuf rest = gathered;
    gathered = null;
    if (rest != null) {
      rest.release();
    }
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof java.io.IOException)) { // it broke: said by the one who dials
      LOG.warn("the link to {} is closed", channel.remoteAddress(), cause);
    }
    var _ = context.close();
  }

  void close() {
    var _ = channel.close();
  }
}
