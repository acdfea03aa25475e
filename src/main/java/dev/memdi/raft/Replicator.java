package dev.memdi.raft;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.NumberedRead;
import dev.memdi.config.RaftSettings;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The only owner of a replica's term, vote, log and commit index. Feeds {@link RaftCore} with what
 * arrives and does what it decides; decides nothing itself. Whatever arrives while it is busy is
 * gathered and taken in as one step.
 */
public final class Replicator extends AbstractBehavior<Replicator.Command> {
  public sealed interface Command {}

  /** A peer's message; for {@code to} in the shard of that lineage, and for nobody else. */
  public record FromPeer(Peer from, NodeId to, long lineage, Message message)
      implements Command, Remote {}

  /**
   * Writes of an edge, to be answered by {@link Answers}, or as a whole by {@link RejectedBurst}.
   *
   * @param number the edge's number of the burst
   * @param ackLeader sequences, one for each write, if they shall be answered once they are in the
   *     leader's memory; else empty
   */
  public record Write(
      long number,
      Burst burst,
      List<Long> ackLeader,
      ActorRef<Answers> replyTo,
      ActorRef<RejectedBurst> rejectTo)
      implements Command, Remote {}

  /** Linearizable reads of an edge; answered as writes are. */
  public record Read(
      long number,
      List<NumberedRead> reads,
      ActorRef<Answers> replyTo,
      ActorRef<RejectedBurst> rejectTo)
      implements Command, Remote {}

  /**
   * Asks for a copy of the state, no older than a linearizable read would see it; answered by
   * {@link CopyReader.Opened} or {@link RejectedBurst}.
   */
  public record OpenCopy(
      long number, ActorRef<CopyReader.Told> replyTo, ActorRef<RejectedBurst> rejectTo)
      implements Command, Remote {}

  /** Reads of whatever this replica holds. */
  public record ReadLocal(List<NumberedRead> reads, ActorRef<Answers> replyTo)
      implements Command, Remote {}

  /**
   * Hand over leadership, if this replica has it: to that node, because an operator chose it (who
   * tells it too, so that its office is not rebalanced away), or to the one that is best placed.
   */
  public record HandOver(Optional<NodeId> target) implements Command, Remote {}

  /** The node is stopping: hand over leadership and take none any more. */
  public record StepAside() implements Command {}

  public record ViewChanged(ClusterView view, SortedSet<NodeId> unwanted) implements Command {}

  /** A command of the store's own, such as an expiry; dropped where this replica does not lead. */
  record Propose(Burst burst) implements Command {}

  record Beat() implements Command {}

  record DescribeStanding() implements Command {}

  record Consider(Peer candidate, Candidacy candidacy, boolean canvass) implements Command {}

  record BeginTerm(long term, boolean transfer) implements Command {}

  record TakeOffice(long term, List<NodeId> supporters, List<NodeId> forgetful) implements Command {
    public TakeOffice {
      supporters = List.copyOf(supporters);
      forgetful = List.copyOf(forgetful);
    }
  }

  record TermSeen(long term) implements Command {}

  record TimeTold(long shardTime) implements Command {}

  /** The applied state, for whoever wants it: followers that lack it, or the log. */
  record Captured(Image image) implements Command {}

  /** The log has done something that was asked of it. */
  record Logged(DurableLog.Reply reply) implements Command {}

  private record Flush() implements Command {}

  /** The replica on that node holds nothing of the shard. */
  record BlankSeen(NodeId node) implements Command {}

  /** The leader of that term knows of no such member. */
  record Dismissed(long term) implements Command {}

  /**
   * Begins the life of a replica; whatever arrives before that is lost, as on a network.
   *
   * @param life tells replies to this life's requests from those to an earlier one's
   */
  record Meet(long life, Origin origin, Family family) implements Command {}

  /**
   * The node is stopping, and has stepped aside: say nothing more, and have the log note that it
   * holds all that was acknowledged.
   */
  record Settle(ActorRef<ShardReplica.Settled> replyTo) implements Command {}

  /** Ends it: nothing of what this actor knows counts any more. */
  record Suspend() implements Command {}

  /**
   * The actors that a replicator works with.
   *
   * @param log empty where nothing outlives the process
   * @param showcase where the store shows its table, and {@code reads} those who may look there
   * @param discard has the replica begin anew, without what it holds
   * @param logFailed has it begin anew with what is on disk
   */
  record Family(
      Optional<ActorRef<DurableLog.Command<LogEvent>>> log,
      ActorRef<Store.Command> store,
      Showcase showcase,
      DirectReads reads,
      ActorRef<HeartbeatMonitor.Command> heartbeats,
      ActorRef<ElectionCoordinator.Command> elections,
      Consumer<LeaderChange> edge,
      Runnable discard,
      Consumer<Throwable> logFailed) {}

  private final Surroundings surroundings;
  private final int shard;
  private final Durable.Founded founded;
  private final Family family;
  private final ReplicaRefs refs;
  private final Steward steward;
  private final WriteQueue writes;
  private final ReadQueue reads = new ReadQueue();
  private final Copies copies;
  private final Performer performer;
  private final Optional<LogWriter> log;
  private RaftCore core;
  private boolean flushing;
  private long lastCompacted; // asked for; a snapshot on its way to followers may hold it up

  private Replicator(
      ActorContext<Command> context,
      Surroundings surroundings,
      int shard,
      ReplicaRefs refs,
      Meet meet) {
    super(context);
    Origin origin = meet.origin();
    this.refs = refs;
    this.surroundings = surroundings;
    this.shard = shard;
    this.founded = origin.founded();
    this.family = meet.family();
    this.steward = new Steward(surroundings.cluster(), shard, surroundings.self().id());
    this.writes = new WriteQueue(shard, surroundings.raft().pendingBytes(), surroundings.post());
    this.copies = new Copies(context, surroundings, shard);
    this.performer =
        new Performer(
            surroundings,
            shard,
            origin.founders(),
            new Peer(origin.core().self(), surroundings.self().address()),
            refs,
            family,
            writes,
            reads,
            context.messageAdapter(Image.class, Captured::new),
            context.getLog());
    this.core = origin.core();
    this.log =
        family
            .log()
            .map(ref ->
                new LogWriter(
                    ref,
                    context.messageAdapter(DurableLog.Reply.class, Logged::new),
                    surroundings.lag(),
                    origin,
                    surroundings.clock(),
                    meet.life()));
    family.reads().open(family.showcase());
    origin.image().ifPresent(performer::install);
  }

  /**
   * A replicator of nothing, until it {@link Meet meets} its family. One actor for all families
   * that a replica has had: other nodes know it by its path, and a path that is used again is deaf
   * to them, for their transport keeps whom it has found there first.
   */
  static Behavior<Command> create(Surroundings surroundings, int shard, ReplicaRefs refs) {
    return Behaviors.receive((context, message) ->
        message instanceof Meet meet
            ? new Replicator(context, surroundings, shard, refs, meet)
            : Behaviors.same());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case FromPeer m -> receive(m);
      case Write m -> write(m);
      case Read m -> read(new ReadQueue.OfEdge(m));
      case OpenCopy m -> read(copies.asked(m));
      case ReadLocal m -> readLocal(m);
      case Propose m -> {
        if (core.isLeader()) {
          writes.addOwn(m.burst());
          flushLater();
        }
      }
      case Flush m -> flush();
      case Beat m -> beat();
      case DescribeStanding m ->
          family
              .elections()
              .tell(
                  new ElectionCoordinator.Standing(
                      standing(),
                      core.remembers(),
                      performer.addresses().locate(core.configuration())));
      case Consider m -> {
        performer.addresses().learn(m.candidate());
        step(new Input.Consider(m.candidacy(), m.canvass()));
      }
      case BeginTerm m -> {
        if (!steward.isSteppingAside()) {
          step(new Input.BeginTerm(m.term(), m.transfer()));
        }
      }
      case TakeOffice m -> step(new Input.TakeOffice(m.term(), m.supporters(), m.forgetful()));
      case TermSeen m -> step(new Input.TermSeen(m.term()));
      case TimeTold m -> step(new Input.TimeTold(m.shardTime()));
      case HandOver(Optional<NodeId> target) ->
          target
              .map(node -> steward.choose(core, node))
              .orElseGet(() -> steward.handOver(core))
              .ifPresent(this::step);
      case StepAside m -> {
        steward.stepAside();
        steward.handOver(core).ifPresent(this::step);
      }
      case ViewChanged m -> {
        steward.viewChanged(m.view(), m.unwanted(), now());
        steward.whereabouts(core).forEach(performer.addresses()::learn);
        manage();
      }
      case BlankSeen m -> steward.blankSeen(m.node());
      case Dismissed m -> {
        // a leader of the past may not know yet that this replica was taken in
        if (m.term() >= core.term() && !core.isLeader()) {
          family.discard().run();
        }
      }
      case Captured m -> captured(m.image());
      case Logged m -> {
        try {
          log.ifPresent(writer -> logged(writer, m.reply()));
        } catch (SnapshotNotKeptException e) {
          family.logFailed().accept(e);
          family.reads().close();
          return create(surroundings, shard, refs);
        }
      }
      case Settle m -> {
        family.reads().close();
        return Settling.create(log, m.replyTo(), shard, create(surroundings, shard, refs));
      }
      case Meet again -> {}
      case Suspend suspend -> {
        family.reads().close();
        return create(surroundings, shard, refs);
      }
    }
    return this;
  }

  private long now() {
    return surroundings.clock().nanos();
  }

  // ---- what arrives

  private void receive(FromPeer m) {
    if (!m.to().equals(core.self()) || m.lineage() != founded.founders().lineage()) {
      return;
    }
    if (m.message() instanceof Message.ImageChunk chunk && !ImageAssembler.isSound(chunk.bytes())) {
      getContext()
          .getLog()
          .warn("shard {}: a damaged snapshot chunk from {}", shard, m.from().id());
      return; // as if it had been lost: it will be sent again
    }
    performer.addresses().learn(m.from());
    step(new Input.Received(m.from().id(), m.message()));
  }

  private void write(Write m) {
    if (!core.isLeader() || isHandingOver()) {
      m.rejectTo().tell(rejection(m.number()));
    } else if (!writes.add(m, pendingBytes())) {
      m.rejectTo().tell(new RejectedBurst(shard, m.number(), new RejectedBurst.Reason.Busy()));
    } else {
      flushLater();
    }
  }

  private void read(ReadQueue.Waiting read) {
    if (core.isLeader()) {
      reads.add(read);
      flushLater();
    } else {
      read.reject(this::rejection);
    }
  }

  /** What is not committed yet, and what is but not on this disk, which may be the slowest. */
  private long pendingBytes() {
    return core.log().bytesAfter(core.commit()) + log.map(LogWriter::waitingBytes).orElse(0L);
  }

  /**
   * A leader that hands over takes no more writes, so that its successor can catch up (thesis
   * §3.10).
   */
  private boolean isHandingOver() {
    return core.role() instanceof Role.Leader leader && leader.transfer().isPresent();
  }

  private RejectedBurst rejection(long number) {
    return performer.rejection(number, core);
  }

  private void readLocal(ReadLocal m) {
    family
        .store()
        .tell(
            new Store.ReadLocal(
                m.replyTo(),
                m.reads(),
                core.shardTime(now()),
                performer.readPermit(core).staleness(now())));
  }

  private Candidacy standing() {
    return new Candidacy(
        core.self(), core.term() + 1, core.log().lastTerm(), core.log().lastIndex(), false);
  }

  /** Lets whatever else waits in the mailbox come first, and takes it in at once. */
  private void flushLater() {
    if (!flushing) {
      flushing = true;
      getContext().getSelf().tell(new Flush());
    }
  }

  private void flush() {
    flushing = false;
    if (!writes.isEmpty()) {
      List<Burst> bursts = writes.bursts();
      if (core.isLeader()) {
        step(new Input.Propose(bursts));
      }
      writes.rejectRest(this::rejection);
    }
    if (reads.hasWaiting()) {
      step(new Input.Read(reads.token()));
    }
  }

  private void beat() {
    step(new Input.Beat());
    performer.invite(Steward.uninvited(core), founded.founders());
    performer.dismiss(steward.forgotten(core), core.term());
    manage();
    List<Burst> due = isHandingOver() ? List.of() : steward.forgetDeadEdges(core, now());
    if (!due.isEmpty()) {
      step(new Input.Propose(due)); // past the queue of writes: nobody is to be answered
      steward.proposed(core);
    }
  }

  private void manage() {
    steward.change(core, now()).ifPresent(this::step);
    steward.transfer(core, now()).ifPresent(this::step);
  }

  // ---- steps and what comes of them

  private void step(Input input) {
    RaftCore before = core;
    Step step = core.step(now(), input);
    core = step.next();
    surroundings.listener().stepped(shard, before, input, step);
    performer.permitReads(core);
    writes.appended(step.persist());
    step.now().forEach(this::act);
    Optional<Image> installed = performer.takeInstalled();
    if (log.isPresent()) {
      if (log.get().write(step, installed)) {
        settle(step.afterPersist(), step.next().log().lastIndex(), step.next().log().lastTerm());
      }
      goOn(log.get());
    } else {
      // in memory, what has been decided is as durable as it gets
      settle(step.afterPersist(), core.log().lastIndex(), core.log().lastTerm());
    }
    performer.news().tell(core, performer.addresses());
    compact();
  }

  private void act(Effect effect) {
    performer.act(effect, core);
  }

  /**
   * Everything up to {@code lastIndex} is held as durably as the shard wants it: what waited for
   * that may be done.
   */
  private void settle(List<Effect> effects, long lastIndex, long lastTerm) {
    surroundings.listener().settled(shard, core.self(), effects);
    effects.forEach(this::act);
    if (core.role() instanceof Role.Leader leader && leader.persisted() < lastIndex) {
      step(new Input.Persisted(lastIndex, lastTerm));
    }
  }

  private void goOn(LogWriter writer) {
    for (var batch = writer.goOn(); batch.isPresent(); batch = writer.goOn()) {
      settle(batch.get());
    }
  }

  private void logged(LogWriter writer, DurableLog.Reply reply) {
    writer.durable(reply).ifPresent(this::settle);
    goOn(writer);
  }

  private void settle(WriteAhead.Batch batch) {
    settle(batch.effects(), batch.lastIndex(), batch.lastTerm());
  }

  private void captured(Image image) {
    if (!core.log().holds(image.index()) && image.index() > core.log().baseIndex()) {
      return; // of an earlier life, which had applied what this one is yet to hear of
    }
    log.ifPresent(writer -> {
      writer.captured(image, core);
      goOn(writer);
    });
    if (core.role() instanceof Role.Leader leader
        && leader.image() instanceof Role.ImageState.Capturing) {
      capturedForFollowers(image);
    }
  }

  private void capturedForFollowers(Image image) {
    if (image.index() < core.log().baseIndex()) {
      getContext().getLog().debug("shard {}: snapshot at {} is too old", shard, image.index());
      act(new Effect.CaptureImage());
      return;
    }
    Log.Base base = core.log().baseAt(image.index());
    performer.offer(base, image);
    step(new Input.ImageCaptured(base, image.chunkCount()));
  }

  /** Lets go of what is applied, in memory and on disk, once there is much of it. */
  private void compact() {
    RaftSettings.Snapshot limits = surroundings.raft().snapshot();
    performer.releaseImageUnless(core);
    if (log.isPresent() && log.get().wantsImage(limits)) {
      act(new Effect.CaptureImage());
    }
    boolean large =
        core.log().bytes() > limits.logBytes() || core.log().entryCount() > limits.logEntries();
    long middle = large ? core.log().middle(performer.handedOver()) : 0;
    if (middle > core.log().baseIndex() && middle != lastCompacted) {
      lastCompacted = middle;
      step(new Input.Compact(middle));
    }
  }
}
