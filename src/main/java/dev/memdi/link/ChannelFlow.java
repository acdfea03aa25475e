package dev.memdi.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a flow, once: what comes in is written, what is read goes out. No more is read than
 * the stream keeps up with, and no more is taken to be written than the channel does. When the
 * stream has said all it had to say, or the client has ended the connection, it is closed.
 */
final class ChannelFlow extends GraphStage<FlowShape<ByteString, ByteString>> {
  /** Pieces that were read and that nobody wants yet: with more, nothing is read. */
  private static final int MOST_WAITING = 4;

  private final Inlet<ByteString> in = Inlet.create("Channel.in");
  private final Outlet<ByteString> out = Outlet.create("Channel.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Channel channel;
  private final Duration idle;

  /**
   * @param channel reads nothing by itself yet
   * @param idle the channel is closed when nothing has moved for so long
   */
  ChannelFlow(Channel channel, Duration idle) {
    this.channel = channel;
    this.idle = idle;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes unused) {
    return new Logic();
  }

  /** Run by the stream; the channel calls back. */
  private final class Logic extends GraphStageLogic {
    private final Deque<ByteString> waiting = new ArrayDeque<>();
    private boolean ended; // by the client

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              byte[] bytes = grab(in).toArrayUnsafe();
              var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
              take();
            }

            @Override
            public void onUpstreamFinish() {
              var _ =
                  channel
                      .writeAndFlush(Unpooled.EMPTY_BUFFER)
                      .addListener(ChannelFutureListener.CLOSE);
              completeStage();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              var _ = channel.close();
              failStage(failure);
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              hand();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              waiting.clear(); // what still comes is dropped: there may be an answer to be written
              channel.config().setAutoRead(true);
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<ByteString> read = createAsyncCallback(this::read);
      AsyncCallback<Done> writable = createAsyncCallback(done -> take());
      AsyncCallback<Done> closed = createAsyncCallback(done -> closed());
      channel.pipeline().addLast(new Handler(read, writable, closed, idle));
      channel.config().setAutoRead(true);
      pull(in);
    }

    private void take() {
      if (channel.isWritable() && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void read(ByteString bytes) {
      if (isClosed(out)) {
        return;
      }
      waiting.add(bytes);
      if (isAvailable(out)) {
        hand();
      } else if (waiting.size() >= MOST_WAITING) {
        channel.config().setAutoRead(false);
      }
    }

    private void hand() {
      ByteString next = waiting.poll();
      if (next != null) {
        push(out, next);
      }
      if (!waiting.isEmpty()) {
        return;
      }
      if (ended) {
        completeStage();
      } else if (next != null) {
        channel.config().setAutoRead(true);
      }
    }

    private void closed() {
      ended = true;
      if (waiting.isEmpty() || isClosed(out)) {
        completeStage();
      }
    }
  }

  /** Run by the channel's loop. */
  private static final class Handler extends ChannelDuplexHandler {
    private final AsyncCallback<ByteString> read;
    private final AsyncCallback<Done> writable;
    private final AsyncCallback<Done> closed;
    private final long idleNanos;
    private @Nullable ScheduledFuture<?> looking;
    private long movedAt = System.nanoTime();

    Handler(
        AsyncCallback<ByteString> read,
        AsyncCallback<Done> writable,
        AsyncCallback<Done> closed,
        Duration idle) {
      this.read = read;
      this.writable = writable;
      this.closed = closed;
      this.idleNanos = idle.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      if (!context.channel().isActive()) {
        closed.invoke(Done.getInstance());
        return;
      }
      looking =
          context
              .executor()
              .scheduleWithFixedDelay(
                  () -> look(context), idleNanos / 4, idleNanos / 4, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
      if (System.nanoTime() - movedAt > idleNanos) {
        var _ = context.close();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      movedAt = System.nanoTime();
      ByteBuf bytes = (ByteBuf) message;
      try {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        read.invoke(ByteString.fromArrayUnsafe(copy));
      } finally {
        bytes.release();
      }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      movedAt = System.nanoTime();
      var _ = context.write(message, promise);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().isWritable()) {
        writable.invoke(Done.getInstance());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (looking != null) {
        looking.cancel(false);
      }
      closed.invoke(Done.getInstance());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close(); // it broke: the client knows
    }
  }
}
