package dev.memdi.edge.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: reads requests, does a round of them at a time, and writes its answers
 * in one piece. Runs on the thread of its channel. Reads no further while too much waits, and does
 * nothing more while answers wait to be sent.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A client that is at work sends its next request sooner. */
  private static final int QUIET_MILLIS = 200;

  private final Backend backend;
  private final Inbox inbox;
  private final long mostWaiting;
  private final RoundSize size = new RoundSize();
  private boolean busy; // a round is under way
  private boolean ended; // nothing that comes is looked at any more
  private long stalls; // how often answers had to wait
  private long rounds; // that were done
  private long quietSince = -1; // the last look: how many had been done
  private @Nullable Client client;
  private @Nullable ChannelHandlerContext context;

  Connection(Backend backend) {
    this.backend = backend;
    this.inbox = new Inbox(backend.settings());
    this.mostWaiting = backend.settings().node().resp().inFlightBytes();
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
    if (client == null) {
      throw new IllegalStateException("a connection that was never opened");
    }
    return client;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (ended) {
      more.release();
      return;
    }
    inbox.take(more, context.alloc());
    if (inbox.isFull()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    inbox.shrink();
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

  /** From now on it is closed as soon as its client has been quiet for a moment. */
  void closeWhenQuiet() {
    ChannelHandlerContext context = context();
    boolean idle = !busy && inbox.isEmpty();
    if (idle && quietSince == rounds) {
      end(context);
    } else if (context.channel().isActive()) {
      quietSince = rounds;
      var _ =
          context.executor().schedule(this::closeWhenQuiet, QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("a connection that was never opened");
    }
    return context;
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
    if (busy || ended || !context.channel().isActive() || !context.channel().isWritable()) {
      return;
    }
    if (!inbox.isEmpty()) {
      nextRound(context);
    } else {
      inbox
          .protocolError()
          .ifPresent(line -> {
            write(context, List.of(() -> Reply.error(line)));
            end(context);
          });
    }
  }

  /** Closes behind what was written. */
  private void end(ChannelHandlerContext context) {
    ended = true;
    inbox.clear();
    var _ =
        context.writeAndFlush(context.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
  }

  /** Takes as many requests as go on together, one at least. */
  private void nextRound(ChannelHandlerContext context) {
    busy = true;
    List<Supplier<Reply>> replies = new ArrayList<>();
    Round round =
        new Round(
            client().router(),
            client().wish(),
            _ -> onThread(context, () -> done(context, replies)));
    boolean more = true;
    long weight = 0;
    while (more && !inbox.isEmpty() && replies.size() < size.most()) {
      WireRequest request = inbox.first();
      Optional<Command> found = backend.commands().find(request);
      boolean together = found.map(command -> command.turn() == Command.Turn.TOGETHER).orElse(true);
      weight += request.weight();
      if (!replies.isEmpty() && (!together || weight > mostWaiting)) {
        break;
      }
      inbox.removeFirst();
      client()
          .facts()
          .doing(
              found.map(Command::name).orElse(ClientFacts.NO_COMMAND),
              backend.clock().epochMillis());
      switch (Dispatch.plan(found, request, client(), backend)) {
        case Plan.Now(var reply) -> replies.add(reply);
        case Plan.Keyed keyed -> {
          int number = round.add(keyed.steps());
          replies.add(() -> keyed.reply().apply(round.answers(number)));
        }
        case Plan.Later(var work) -> {
          if (together) {
            throw new IllegalStateException("a command that takes a while goes alone: " + request);
          }
          work.accept(reply -> onThread(context, () -> done(context, List.of(() -> reply))));
          return;
        }
      }
      more = together;
    }
    round.begin();
  }

  /** Whoever has an answer need not know that nobody is there any more to be told. */
  private static void onThread(ChannelHandlerContext context, Runnable work) {
    try {
      context.executor().execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the edge has stopped: an answer is dropped", e);
    }
  }

  private void done(ChannelHandlerContext context, List<Supplier<Reply>> replies) {
    busy = false;
    rounds++;
    backend.clients().count(replies.size());
    if (!context.channel().isActive()) {
      return;
    }
    write(context, replies);
    if (client().isClosing()) {
      end(context);
      return;
    }
    if (inbox.hasRoom()) {
      context.channel().config().setAutoRead(true);
    }
    advance(context);
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
    ByteBuf out = context.alloc().buffer();
    push.write(new ReplyWriter(out, client().version()));
    var _ = context.writeAndFlush(out, context.voidPromise());
  }

  private void write(ChannelHandlerContext context, List<Supplier<Reply>> replies) {
    ByteBuf out = context.alloc().buffer();
    ReplyWriter writer = new ReplyWriter(out, client().version());
    for (Supplier<Reply> making : replies) {
      Reply reply = Replies.of(making);
      writer.speak(client().version());
      if (client().takesReply()) {
        reply.write(writer);
      }
    }
    size.learn(out.readableBytes());
    var _ = context.writeAndFlush(out, context.voidPromise());
  }
}
