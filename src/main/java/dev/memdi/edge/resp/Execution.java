package dev.memdi.edge.resp;

import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Step;
import dev.memdi.routing.Router;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a client's requests in their order, as many at a time as go on together, and writes their
 * answers in one piece. Runs on the thread of its channel.
 *
 * <pre>
 *   GET a, GET b, PING,   │  SET c, GET d, PING,    │  MULTI
 *   answered at once      │  a {@link Round}: answered │  goes alone
 *                         │  when all of it is done │
 * </pre>
 */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  /** What is answered at once is not gathered further than that. */
  private static final int LARGE = 1 << 20;

  private final Backend backend;
  private final Client client;
  private final Inbox inbox;
  private final ChannelHandlerContext context;
  private final Runnable whenDone;
  private final long mostWaiting;
  private final RoundSize size = new RoundSize();
  private boolean busy; // a round is under way
  private boolean flushing; // what was written is to be sent
  private long rounds; // that were done
  private int usualBytes; // of a round's answers

  /** {@code whenDone} runs after each round, unless nobody is there any more to be told. */
  Execution(
      Backend backend,
      Client client,
      Inbox inbox,
      ChannelHandlerContext context,
      Runnable whenDone) {
    this.backend = backend;
    this.client = client;
    this.inbox = inbox;
    this.context = context;
    this.whenDone = whenDone;
    this.mostWaiting = backend.settings().node().resp().inFlightBytes();
  }

  boolean isBusy() {
    return busy;
  }

  /** How many rounds were done. */
  long rounds() {
    return rounds;
  }

  /** Takes as many requests as go on together, one at least, of which there has to be one. */
  void next() {
    busy = true;
    Round.Wish wish = client.wish();
    Round round = new Round(client.router(), wish);
    Router.@Nullable Glance[] glances = new Router.Glance[client.router().shards()];
    ReplyWriter out = new ReplyWriter(client.version(), usualBytes);
    List<Supplier<Reply>> waiting = new ArrayList<>(); // from the first on that is not known yet
    long now = backend.clock().epochMillis();
    long weight = 0;
    int taken = 0;
    boolean more = true;
    while (more && !inbox.isEmpty() && taken < size.most() && out.length() < LARGE) {
      WireRequest request = inbox.first();
      Optional<Command> found = backend.commands().find(request);
      boolean together = found.isEmpty() || found.get().turn() == Command.Turn.TOGETHER;
      weight += request.weight();
      if (taken > 0 && (!together || weight > mostWaiting)) {
        break;
      }
      inbox.removeFirst();
      taken++;
      client.facts().doing(found.isEmpty() ? ClientFacts.NO_COMMAND : found.get().name(), now);
      switch (Dispatch.plan(found, request, client, backend)) {
        case Plan.Now(var reply) -> {
          if (waiting.isEmpty()) {
            answer(reply, out);
          } else {
            waiting.add(reply);
          }
        }
        case Plan.Keyed keyed -> {
          Outcome outcome = waiting.isEmpty() ? glance(keyed.steps(), wish, glances) : null;
          if (outcome != null) {
            answer(() -> keyed.reply().apply(new StepAnswers(List.of(outcome))), out);
          } else {
            int number = round.add(keyed.steps());
            waiting.add(() -> keyed.reply().apply(round.answers(number)));
          }
        }
        case Plan.Later(var work) -> {
          if (together) {
            throw new IllegalStateException("a command that takes a while goes alone: " + request);
          }
          work.accept(reply -> onThread(() -> done(out, List.of(() -> reply), 1)));
          return;
        }
      }
      more = together;
    }
    int count = taken;
    if (waiting.isEmpty()) {
      done(out, waiting, count);
      return;
    }
    if (out.length() > 0) { // before anything else that the client is told meanwhile
      var _ = context.write(out.toBuffer(context.alloc()), context.voidPromise());
      flushSoon();
    }
    ReplyWriter rest = new ReplyWriter(client.version(), usualBytes);
    round.begin(() -> onThread(() -> done(rest, waiting, count)));
  }

  /**
   * What this node knows without asking anyone, if that is all that is asked for. What is seen of a
   * shard once does for all that look at it in this round: they had all come.
   */
  private @Nullable Outcome glance(
      List<Step> steps, Round.Wish wish, Router.@Nullable Glance[] glances) {
    Operation.Read read = steps.size() == 1 ? Round.readOf(steps.getFirst()) : null;
    if (read == null) {
      return null;
    }
    int shard = client.router().shardOf(steps.getFirst().keys().getFirst());
    Router.Glance glance = glances[shard];
    if (glance == null) {
      glance = client.router().glance(shard, wish.consistencyOf(shard));
      glances[shard] = glance;
    }
    return glance == null ? null : glance.read(read);
  }

  /** Whoever has an answer need not know that nobody is there any more to be told. */
  private void onThread(Runnable work) {
    try {
      context.executor().execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the edge has stopped: an answer is dropped", e);
    }
  }

  private void done(ReplyWriter out, List<Supplier<Reply>> waiting, int requests) {
    busy = false;
    rounds++;
    backend.clients().count(requests);
    if (!context.channel().isActive()) {
      return;
    }
    for (Supplier<Reply> making : waiting) {
      answer(making, out);
    }
    size.learn(out.length());
    usualBytes = Math.min(out.length(), LARGE);
    var _ = context.write(out.toBuffer(context.alloc()), context.voidPromise());
    flushSoon();
    whenDone.run();
  }

  /**
   * Sends what was written as soon as all that has come by now, by any connection of this thread,
   * was looked at: a client that is woken by its answer sooner takes the processor from the others'
   * requests.
   */
  private void flushSoon() {
    if (!context.channel().isWritable()) {
      context.flush();
    } else if (!flushing) {
      flushing = true;
      onThread(() -> {
        flushing = false;
        context.flush();
      });
    }
  }

  private void answer(Supplier<Reply> making, ReplyWriter out) {
    Reply reply = Replies.of(making);
    out.speak(client.version());
    if (client.takesReply()) {
      reply.write(out);
    }
  }
}
