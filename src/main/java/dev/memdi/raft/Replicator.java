package dev.memdi.raft;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.NumberedRead;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The only owner of a replica's term, vote, log and commit index. Feeds {@link RaftCore} with what
 * arrives, step by step ({@link Stepper}), and does what it decides ({@link Performer}); decides
 * nothing itself. What edges ask waits in an {@link Intake} and is taken in as one step.
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
   * Hand over leadership: to that node, because an operator chose it (who tells it too, so that its
   * office is not rebalanced away), or to the one that is best placed.
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

  record AskedIfNeeded(Peer node) implements Command {}

  /** The leader of that term knows of no such member. */
  record Dismissed(long term) implements Command {}

  /**
   * Begins the life of a replica; whatever arrives before that is lost, as on a network.
   *
   * @param life tells replies to this life's requests from those to an earlier one's
   */
  record Meet(long life, Origin origin, Family family) implements Command {}

  /** The node has stepped aside: say nothing more, and have the log note that it holds all. */
  record Settle(ActorRef<ShardReplica.Settled> replyTo) implements Command {}

  /** Ends it: nothing of what this actor knows counts any more. */
  record Suspend() implements Command {}

  private final int shard;
  private final long lineage;
  private final Family family;
  private final Behavior<Command> idle; // what it is without a family
  private final Steward steward;
  private final Copies copies;
  private final Performer performer;
  private final Optional<LogWriter> log;
  private final Stepper stepper;
  private final Intake intake;
  private final Upkeep upkeep;

  private Replicator(
      ActorContext<Command> context,
      Surroundings surroundings,
      int shard,
      ReplicaRefs refs,
      Meet meet) {
    super(context);
    Origin origin = meet.origin();
    this.idle = create(surroundings, shard, refs);
    this.shard = shard;
    this.lineage = origin.founders().lineage();
    this.family = meet.family();
    this.steward =
        new Steward(
            surroundings.cluster(),
            surroundings.keyspace().durability(),
            shard,
            surroundings.self().id());
    this.copies = new Copies(context, surroundings, shard);
    var writes = new WriteQueue(shard, surroundings.raft().pendingBytes(), surroundings.post());
    var reads = new ReadQueue();
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
    this.stepper = new Stepper(surroundings, shard, writes, performer, log, origin.core());
    this.intake =
        new Intake(
            surroundings,
            shard,
            family.store(),
            writes,
            reads,
            performer,
            log,
            stepper,
            () -> context.getSelf().tell(new Flush()));
    this.upkeep = new Upkeep(steward, origin.founders(), surroundings.clock(), performer, stepper);
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
      case Write m -> intake.write(m);
      case Read m -> intake.read(new ReadQueue.OfEdge(m));
      case OpenCopy m -> intake.read(copies.asked(m));
      case ReadLocal m -> intake.readLocal(m);
      case Propose m -> intake.propose(m.burst());
      case Flush m -> intake.flush();
      case Beat m -> upkeep.beat();
      case ViewChanged m -> upkeep.viewChanged(m);
      case HandOver m -> upkeep.handOver(m.target());
      case StepAside m -> upkeep.stepAside();
      case BlankSeen m -> steward.blankSeen(m.node());
      case AskedIfNeeded m -> upkeep.askedIfNeeded(m.node());
      case DescribeStanding m -> performer.describeStanding(stepper.core());
      case Consider m -> {
        performer.addresses().learn(m.candidate());
        stepper.step(new Input.Consider(m.candidacy(), m.canvass()));
      }
      case BeginTerm m -> {
        if (!steward.isSteppingAside()) {
          stepper.step(new Input.BeginTerm(m.term(), m.transfer()));
        }
      }
      case TakeOffice m ->
          stepper.step(new Input.TakeOffice(m.term(), m.supporters(), m.forgetful()));
      case TermSeen m -> stepper.step(new Input.TermSeen(m.term()));
      case TimeTold m -> stepper.step(new Input.TimeTold(m.shardTime()));
      case Captured m -> stepper.captured(m.image());
      case Dismissed m -> {
        // a leader of the past may not know yet that this replica was taken in
        if (m.term() >= stepper.core().term() && !stepper.core().isLeader()) {
          family.discard().run();
        }
      }
      case Logged m -> {
        try {
          stepper.logged(m.reply());
        } catch (SnapshotNotKeptException e) {
          family.logFailed().accept(e);
          return end();
        }
      }
      case Settle m -> {
        family.reads().close();
        return Settling.create(log, m.replyTo(), shard, this::end);
      }
      case Meet again -> {}
      case Suspend suspend -> {
        return end();
      }
    }
    return this;
  }

  private Behavior<Command> end() {
    family.reads().close();
    family.edge().accept(LeaderChange.noReplica(shard));
    return idle;
  }

  private void receive(FromPeer m) {
    if (!m.to().equals(stepper.core().self()) || m.lineage() != lineage) {
      return;
    }
    if (m.message() instanceof Message.ImageChunk chunk && !ImageAssembler.isSound(chunk.bytes())) {
      getContext()
          .getLog()
          .warn("shard {}: a damaged snapshot chunk from {}", shard, m.from().id());
      return; // as if it had been lost: it will be sent again
    }
    performer.addresses().learn(m.from());
    stepper.step(new Input.Received(m.from().id(), m.message()));
  }
}
