package dev.memdi.edge.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: reads requests, has them {@link Execution done}, and cuts off who does
 * not read the answers. Runs on the thread of its channel. Reads no further while too much waits,
 * and does nothing more while answers wait to be sent.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /**
   * A client that is at work sends its next request sooner than in so many looks. Not in so long a
   * time: in that, the machine may have stood still, and nobody could have been heard.
   */
  private static final int QUIET_LOOKS = 20;

  private static final int LOOK_MILLIS = 10;

  /** For a client to see the end: unread, what it sends would have its connection reset. */
  private static final int LINGER_MILLIS = 300;

  private final Backend backend;
  private final Inbox inbox;
  private boolean ended; // nothing that comes is looked at any more
  private long stalls; // how often answers had to wait
  private @Nullable Client client;
  private @Nullable Execution execution;
  private @Nullable ChannelHandlerContext context;

  Connection(Backend backend) {
    this.backend = backend;
    this.inbox = new Inbox(backend.settings());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Client opened =
        new Client(
            backend.clients().nextId(),
            text(context.channel().remoteAddress()),
            text(context.channel().localAddress()),
            new ClientFacts(new Wire(context.channel(), inbox), backend.clock().epochMillis()),
            backend.home(),
            backend.settings().requests().timeout(),
            push -> onThread(context, () -> push(context, push)),
            () -> close(context));
    client = opened;
    execution = new Execution(backend, opened, inbox, context, () -> goOn(context));
    this.context = context;
    backend.clients().add(opened);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    ended = true;
    inbox.close();
    client().hearNothing(backend.subscriptions());
    backend.clients().remove(client());
    super.channelInactive(context);
  }

  private static String text(Object address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }

  private Client client() {
    return opened(client);
  }

  private Execution execution() {
    return opened(execution);
  }

  private static <T> T opened(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a connection that was never opened");
    }
    return part;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf more = (ByteBuf) message;
    try {
      if (!ended) {
        inbox.take(more);
      }
    } finally {
      more.release();
    }
    if (inbox.isFull()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    advance(context);
    super.channelReadComplete(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (context.channel().isWritable()) {
      advance(context);
    } else {
      long stall = ++stalls;
      var _ =
          context
              .executor()
              .schedule(
                  () -> cutOffIfStalled(context, stall), patienceMillis(), TimeUnit.MILLISECONDS);
    }
    super.channelWritabilityChanged(context);
  }

  private long patienceMillis() {
    return backend.settings().node().resp().slowReader().toMillis();
  }

  /** From now on it is ended as soon as its client has been quiet for a moment. */
  void endWhenQuiet() {
    look(execution().rounds(), 0);
  }

  private void look(long seen, int quietLooks) {
    ChannelHandlerContext context = opened(this.context);
    boolean idle = !execution().isBusy() && inbox.isEmpty();
    long rounds = execution().rounds();
    int quiet = idle && rounds == seen ? quietLooks + 1 : 0;
    if (quiet == QUIET_LOOKS) {
      hangUp(context);
    } else if (context.channel().isActive()) {
      var _ =
          context
              .executor()
              .schedule(() -> look(rounds, quiet), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Ends what the client reads behind what was written, and goes on reading for a moment. */
  private void hangUp(ChannelHandlerContext context) {
    ended = true;
    inbox.clear();
    DuplexChannel channel = (DuplexChannel) context.channel();
    channel.config().setAutoRead(true);
    var _ =
        context
            .writeAndFlush(context.alloc().buffer(0))
            .addListener(written -> {
              var _ = channel.shutdownOutput();
              var _ =
                  channel
                      .eventLoop()
                      .schedule(() -> close(context), LINGER_MILLIS, TimeUnit.MILLISECONDS);
            });
  }

  private void cutOff(ChannelHandlerContext context, String why) {
    LOG.warn("client {} at {} is cut off: it {}", client().id(), client().address(), why);
    backend.clients().countCutOff();
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }

  private void cutOffIfStalled(ChannelHandlerContext context, long stall) {
    if (stall == stalls && context.channel().isActive() && !context.channel().isWritable()) {
      cutOff(context, "has not read its answers for " + patienceMillis() + " ms");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("the connection of client {} broke", client().id(), cause);
    } else {
      LOG.error("the connection of client {} failed", client().id(), cause);
    }
    close(context);
  }

  /** Goes on with what waits, as far as it can. */
  private void advance(ChannelHandlerContext context) {
    boolean waits = execution().isBusy() || !context.channel().isWritable();
    if (waits || ended || !context.channel().isActive()) {
      return;
    }
    if (!inbox.isEmpty()) {
      execution().next();
    } else {
      inbox
          .protocolError()
          .ifPresent(line -> {
            write(context, Reply.error(line));
            end(context);
          });
    }
  }

  /** A round is done. */
  private void goOn(ChannelHandlerContext context) {
    if (client().isClosing()) {
      end(context);
      return;
    }
    if (inbox.hasRoom()) {
      context.channel().config().setAutoRead(true);
    }
    if (!inbox.isEmpty() || inbox.protocolError().isPresent()) {
      onThread(context, () -> advance(context)); // in its turn: others may have something as well
    }
  }

  /** Closes behind what was written. */
  private void end(ChannelHandlerContext context) {
    ended = true;
    inbox.clear();
    var _ =
        context.writeAndFlush(context.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  /** Whoever pushes something need not know that nobody is there any more to be told. */
  private static void onThread(ChannelHandlerContext context, Runnable work) {
    try {
      context.executor().execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the edge has stopped: a message is dropped", e);
    }
  }

  /** What a client does not read fast enough may not fill the memory. */
  private void push(ChannelHandlerContext context, Reply push) {
    if (ended || !context.channel().isActive()) {
      return;
    }
    long most = backend.settings().limits().sessionPendingBytes();
    if (context.channel().bytesBeforeWritable() > most) {
      cutOff(context, "reads messages too slowly: more than " + most + " bytes wait");
      return;
    }
    write(context, push);
  }

  private void write(ChannelHandlerContext context, Reply reply) {
    ReplyWriter out = new ReplyWriter(client().version());
    reply.write(out);
    var _ = context.writeAndFlush(out.toBuffer(context.alloc()), context.voidPromise());
  }
}
