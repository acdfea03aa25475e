package dev.memdi.edge.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * A channel as a flow, once: what comes in is written, what is read goes out. No more is read than
 * the stream keeps up with, and no more is taken to be written than the channel does. When the
 * stream has said all it had to say, the connection is ended in order; when the stream fails, it is
 * closed. When the client has closed, the stream hears what came before that, and ends.
 */
final class ChannelFlow extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("Channel.in");
  private final Outlet<ByteString> out = Outlet.create("Channel.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Channel channel;
  private final Times times;
  private final Supplier<ByteString> lastWords;

  /**
   * How long a client may do nothing.
   *
   * @param idle a connection on which nothing has moved for so long is closed
   * @param linger and so is one that the client leaves open for so long when it was ended here; a
   *     stream that has not heard the client out for so long after it closed is ended
   */
  record Times(Duration idle, Duration linger) {}

  /**
   * @param channel reads nothing by itself yet
   * @param lastWords asked for when the stream has said all it had to say
   */
  ChannelFlow(Channel channel, Times times, Supplier<ByteString> lastWords) {
    this.channel = channel;
    this.times = times;
    this.lastWords = lastWords;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  /** By the channel's loop: nothing is read before there is who hears of it. */
  @Override
  public GraphStageLogic createLogic(Attributes unused) {
    Logic logic = new Logic();
    channel.pipeline().addLast(logic.events);
    return logic;
  }

  /** Run by the stream; the channel calls back. */
  private final class Logic extends TimerGraphStageLogic {
    private final Deque<ByteString> waiting = new ArrayDeque<>();

    /** One for all that happens: what came before the stream began is told in its order. */
    private final AsyncCallback<Runnable> turn = createAsyncCallback(Runnable::run);

    private final ChannelEvents events =
        new ChannelEvents(
            bytes -> turn.invoke(() -> read(bytes)),
            () -> turn.invoke(this::take),
            () -> turn.invoke(this::gone),
            times);
    private boolean ended;
    private boolean gone;

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
              ended = true;
              byte[] bytes = lastWords.get().toArrayUnsafe();
              var _ =
                  channel
                      .writeAndFlush(Unpooled.wrappedBuffer(bytes))
                      .addListener(written -> events.hangUp());
              completeStage();
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
              // what still comes is dropped: there may be an answer to be written
              while (waiting.poll() != null) {
                events.taken();
              }
              endIfHeardOut();
            }
          });
    }

    @Override
    public void preStart() {
      channel.config().setAutoRead(true);
      pull(in);
    }

    @Override
    public void postStop() {
      if (!ended) {
        var _ = channel.close();
      }
    }

    private void take() {
      if (channel.isWritable() && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void read(ByteString bytes) {
      if (isClosed(out)) {
        events.taken();
        return;
      }
      waiting.add(bytes);
      if (isAvailable(out)) {
        hand();
      }
    }

    private void hand() {
      ByteString next = waiting.poll();
      if (next != null) {
        push(out, next);
        events.taken();
        endIfHeardOut();
      }
    }

    private void gone() {
      gone = true;
      scheduleOnce("not heard out", times.linger());
      endIfHeardOut();
    }

    private void endIfHeardOut() {
      if (gone && waiting.isEmpty()) {
        completeStage();
      }
    }

    @Override
    public void onTimer(Object key) {
      completeStage();
    }
  }
}
