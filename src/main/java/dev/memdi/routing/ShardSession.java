package dev.memdi.routing;

import dev.memdi.api.Answers;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.cluster.Post;
import dev.memdi.config.Settings;
import dev.memdi.raft.LeaderChange;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * This node's conversation with one shard: sends what waits, in bursts, to whoever leads, and
 * repeats it until it is answered or its time is up. Since every write has a number that the shard
 * remembers, a repeated one is done once (thesis §6.3), and clients see a change of leader as
 * latency.
 */
public final class ShardSession extends AbstractBehavior<ShardSession.Command> {
  public sealed interface Command {}

  /** An operation on keys of this shard; {@code whenDone} runs on this actor's thread. */
  public record Submit(Request request, Consumer<Outcome> whenDone) implements Command {}

  /** See {@link Router#changes}. */
  public record Poll(Bytes prefix, long from, Consumer<Changes> whenDone) implements Command {}

  /** See {@link Router#copy}. */
  public record OpenCopy(Consumer<ShardCopy.Opening> whenDone) implements Command {}

  public record LeaderChanged(LeaderChange change) implements Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  private record Answered(Answers answers) implements Command {}

  private record Rejected(RejectedBurst rejected) implements Command {}

  private record Flush() implements Command {}

  private record Tick() implements Command {}

  private static final Duration TICK = Duration.ofMillis(100);

  private final Peer self;
  private final int shard;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final ReplicaRefs refs;
  private final Post post;
  private final Outstanding outstanding;
  private final LeaderSearch search;
  private final ActorRef<Answers> answersTo;
  private final ActorRef<RejectedBurst> rejectionsTo;
  private boolean flushing;
  private boolean ticking;

  private ShardSession(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Peer self,
      int shard,
      Clock clock,
      Settings settings,
      Post post) {
    super(context);
    this.timers = timers;
    this.self = self;
    this.shard = shard;
    this.clock = clock;
    this.refs = new ReplicaRefs(context.getSystem(), shard);
    this.post = post;
    this.search = new LeaderSearch(self);
    this.outstanding =
        new Outstanding(
            shard, self.id().incarnation(), settings.limits(), settings.raft().batchBytes());
    this.answersTo = context.messageAdapter(Answers.class, Answered::new);
    this.rejectionsTo = context.messageAdapter(RejectedBurst.class, Rejected::new);
  }

  /**
   * @param post takes the bursts to the leader
   */
  public static Behavior<Command> create(
      Peer self, int shard, Clock clock, Settings settings, Post post) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(
            context -> new ShardSession(context, timers, self, shard, clock, settings, post)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Submit submit -> submit(submit);
      case Poll poll -> {
        ChangesPoll.Question question =
            new ChangesPoll.Question(shard, poll.prefix(), poll.from(), poll.whenDone());
        List<ActorRef<ShardReplica.Command>> replicas =
            search.toBeWatched().stream().map(refs::replica).toList();
        getContext()
            .spawnAnonymous(
                ChangesPoll.create(
                    question, replicas, search.leaderOfReplica().map(refs::replica)));
      }
      case OpenCopy copy ->
          getContext()
              .spawnAnonymous(
                  CopyPull.create(
                      shard,
                      new ReplicaRefs(getContext().getSystem(), shard),
                      search.possibleLeaders(),
                      copy.whenDone()));
      case Answered answered -> outstanding.answered(answered.answers());
      case Rejected rejected -> rejected(rejected.rejected());
      case LeaderChanged changed -> leaderChanged(changed.change());
      case ViewChanged changed -> search.viewChanged(changed.view());
      case Flush flush -> {
        flushing = false;
        sendWaiting();
      }
      case Tick tick -> tick();
    }
    return this;
  }

  private void submit(Submit submit) {
    Optional<Refusal> refusal = outstanding.add(submit.request(), clock.nanos(), submit.whenDone());
    if (refusal.isPresent()) {
      submit.whenDone().accept(new Outcome.Refused(refusal.get()));
      return;
    }
    if (!flushing) {
      flushing = true;
      getContext()
          .getSelf()
          .tell(new Flush()); // behind all that is in the mailbox: one burst of it
    }
    if (!ticking) {
      ticking = true;
      timers.startTimerWithFixedDelay(Tick.class, new Tick(), TICK, TICK);
    }
  }

  private void sendWaiting() {
    long now = clock.nanos();
    outstanding
        .localReads(now)
        .ifPresent(reads ->
            refs.replicator(
                    search.hasReplica() ? self : search.leader().orElseGet(search::someNode))
                .tell(new Replicator.ReadLocal(reads, answersTo)));
    if (search.leader().isEmpty()) {
      return;
    }
    ActorRef<Replicator.Command> replicator = refs.replicator(search.leader().get());
    for (Outstanding.WriteBurst burst : outstanding.writeBursts(now)) {
      post.send(
          replicator,
          new Replicator.Write(
              burst.number(), burst.burst(), burst.ackLeader(), answersTo, rejectionsTo),
          burst.burst().bytes().length());
    }
    outstanding
        .reads(now)
        .ifPresent(reads ->
            post.send(
                replicator,
                new Replicator.Read(reads.number(), reads.reads(), answersTo, rejectionsTo),
                OperationSize.ofReads(reads.reads())));
  }

  private void rejected(RejectedBurst rejected) {
    switch (rejected.reason()) {
      case RejectedBurst.Reason.NotLeader notLeader -> {
        outstanding.notTaken(rejected.burst());
        if (search.rejected(notLeader.leader())) {
          sendWaiting();
        }
      }
      case RejectedBurst.Reason.Busy busy -> outstanding.busy(rejected.burst());
    }
  }

  private void leaderChanged(LeaderChange change) {
    if (search.told(change, clock.nanos())) {
      outstanding.sendAllAgain(); // whoever is the next to be asked
      sendWaiting();
    }
  }

  private void tick() {
    long now = clock.nanos();
    outstanding.expire(now);
    if (outstanding.isEmpty()) {
      ticking = false;
      timers.cancel(Tick.class);
      return;
    }
    search.look(outstanding.sendOverdueAgain(now), now);
    sendWaiting();
  }
}
