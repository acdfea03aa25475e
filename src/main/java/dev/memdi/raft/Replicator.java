package dev.memdi.raft;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.NumberedRead;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.MembershipPlan;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.Progress;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;
import dev.memdi.store.Store;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /** Reads of whatever this replica holds. */
  public record ReadLocal(List<NumberedRead> reads, ActorRef<Answers> replyTo)
      implements Command, Remote {}

  /** Hand over leadership, if this replica has it, to that node, or to the best one. */
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

  record TakeOffice(long term, List<NodeId> supporters) implements Command {
    public TakeOffice {
      supporters = List.copyOf(supporters);
    }
  }

  record TermSeen(long term) implements Command {}

  record Captured(Image image) implements Command {}

  private record Flush() implements Command {}

  /** Introduces the rest of the family; whatever arrives before that is lost, as on a network. */
  record Meet(Family family) implements Command {}

  /** The actors that a replicator works with. */
  record Family(
      ActorRef<Store.Command> store,
      ActorRef<HeartbeatMonitor.Command> heartbeats,
      ActorRef<ElectionCoordinator.Command> elections,
      Consumer<LeaderChange> edge) {}

  private final Surroundings surroundings;
  private final int shard;
  private final Birth.Founders founders;
  private final long lineage;
  private final ReplicaRefs refs;
  private final Family family;
  private final AddressBook addresses;
  private final WriteQueue writes;
  private final ReadQueue reads = new ReadQueue();
  private final Applier applier;
  private final ImageTransfer images;
  private final LeaderNews news;
  private final DeadEdges deadEdges;
  private RaftCore core;
  private ClusterView view = ClusterView.EMPTY;
  private SortedSet<NodeId> unwanted = Collections.emptySortedSet();
  private boolean flushing;
  private boolean steppingAside;
  private long unevenSince = RaftCore.NEVER;

  private Replicator(
      ActorContext<Command> context,
      Surroundings surroundings,
      int shard,
      Birth.Founders founders,
      boolean founder,
      ReplicaRefs refs,
      Family family) {
    super(context);
    this.surroundings = surroundings;
    this.shard = shard;
    this.founders = founders;
    this.lineage = founders.lineage();
    this.refs = refs;
    this.family = family;
    this.addresses = new AddressBook(founders);
    this.writes = new WriteQueue(shard, surroundings.raft().pendingBytes());
    this.applier = new Applier(family.store(), writes);
    this.images = new ImageTransfer(shard);
    this.news = new LeaderNews(shard, surroundings, family);
    this.deadEdges = new DeadEdges(surroundings.self().id());
    this.core =
        RaftCore.blank(
            surroundings.self().id(),
            surroundings.parameters(),
            surroundings.rules(),
            founder ? founders.configuration() : dev.memdi.raft.core.Configuration.NONE,
            surroundings.clock().nanos(),
            surroundings.clock().epochMillis());
  }

  /**
   * @param founder whether this replica is one of the shard's first voters, rather than taken in
   *     later
   */
  static Behavior<Command> create(
      Surroundings surroundings,
      int shard,
      Birth.Founders founders,
      boolean founder,
      ReplicaRefs refs) {
    return Behaviors.receive((context, first) ->
        first instanceof Meet meet
            ? new Replicator(context, surroundings, shard, founders, founder, refs, meet.family())
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
      case Read m -> {
        if (core.isLeader()) {
          reads.add(m);
          flushLater();
        } else {
          m.rejectTo().tell(rejection(m.number()));
        }
      }
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
                      new Candidacy(
                          core.self(),
                          core.term() + 1,
                          core.log().lastTerm(),
                          core.log().lastIndex(),
                          false),
                      core.configuration()));
      case Consider m -> {
        addresses.learn(m.candidate());
        step(new Input.Consider(m.candidacy(), m.canvass()));
      }
      case BeginTerm m -> {
        if (!steppingAside) {
          step(new Input.BeginTerm(m.term(), m.transfer()));
        }
      }
      case TakeOffice m -> step(new Input.TakeOffice(m.term(), m.supporters()));
      case TermSeen m -> step(new Input.TermSeen(m.term()));
      case HandOver m -> handOver(m.target());
      case StepAside m -> {
        steppingAside = true;
        handOver(Optional.empty());
      }
      case ViewChanged m -> {
        view = m.view();
        unwanted = m.unwanted();
        deadEdges.viewChanged(view, surroundings.clock().nanos());
        plan();
      }
      case Captured m -> captured(m.image());
      case Meet again -> {}
    }
    return this;
  }

  // ---- what arrives

  private void receive(FromPeer m) {
    if (!m.to().equals(core.self()) || m.lineage() != lineage) {
      return;
    }
    if (m.message() instanceof Message.ImageChunk chunk && !ImageAssembler.isSound(chunk.bytes())) {
      getContext()
          .getLog()
          .warn("shard {}: a damaged snapshot chunk from {}", shard, m.from().id());
      return; // as if it had been lost: it will be sent again
    }
    addresses.learn(m.from());
    step(new Input.Received(m.from().id(), m.message()));
  }

  private void write(Write m) {
    if (!core.isLeader() || isHandingOver()) {
      m.rejectTo().tell(rejection(m.number()));
    } else if (!writes.add(m, core.log().bytesAfter(core.commit()))) {
      m.rejectTo().tell(new RejectedBurst(shard, m.number(), new RejectedBurst.Reason.Busy()));
    } else {
      flushLater();
    }
  }

  /**
   * A leader that hands over takes no more writes, so that its successor can catch up (thesis
   * §3.10).
   */
  private boolean isHandingOver() {
    return core.role() instanceof Role.Leader leader && leader.transfer().isPresent();
  }

  private RejectedBurst rejection(long number) {
    Optional<Peer> leader =
        core.leader().filter(id -> !id.equals(core.self())).flatMap(addresses::peer);
    return new RejectedBurst(shard, number, new RejectedBurst.Reason.NotLeader(leader));
  }

  private void readLocal(ReadLocal m) {
    long now = surroundings.clock().nanos();
    family
        .store()
        .tell(
            new Store.ReadLocal(
                m.replyTo(), m.reads(), core.shardTime(now), news.staleness(core, now)));
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
    invite();
    plan();
    forgetDeadEdges();
  }

  // ---- steps and their effects

  private void step(Input input) {
    RaftCore before = core;
    Step step = core.step(surroundings.clock().nanos(), input);
    core = step.next();
    surroundings.listener().stepped(shard, before, input, step);
    writes.appended(step.persist());
    step.now().forEach(this::act);
    // in memory, what has been decided is as durable as it gets
    step.afterPersist().forEach(this::act);
    long last = core.log().lastIndex();
    if (core.role() instanceof Role.Leader leader && leader.persisted() < last) {
      step(new Input.Persisted(last, core.log().lastTerm()));
    }
    news.tell(core, addresses);
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Send send -> send(send.to(), send.message());
      case Effect.Commit commit -> {
        applier.apply(core.log(), commit.index());
        compact();
      }
      case Effect.ServeReads serve ->
          reads.serve(serve.tokens(), family.store(), core.shardTime(surroundings.clock().nanos()));
      case Effect.DropReads drop -> reads.drop(drop.tokens(), this::rejection);
      case Effect.TookOffice office -> {
        getContext().getLog().info("shard {}: leads in term {}", shard, office.term());
        family.store().tell(new Store.Lead(office.clockOffsetMillis()));
        family.heartbeats().tell(new HeartbeatMonitor.Lead());
        family.elections().tell(new ElectionCoordinator.LeaderHeard());
      }
      case Effect.LeftOffice left -> {
        getContext().getLog().info("shard {}: leads no more (term {})", shard, left.term());
        family.store().tell(new Store.Follow());
        family.heartbeats().tell(new HeartbeatMonitor.Follow());
        writes.dropRequesters();
      }
      case Effect.HeardLeader heard -> news.heard(heard.leader(), surroundings.clock().nanos());
      case Effect.Answer answer ->
          addresses
              .peer(answer.candidacy().candidate())
              .ifPresent(candidate ->
                  family
                      .elections()
                      .tell(
                          new ElectionCoordinator.Considered(
                              candidate,
                              answer.candidacy(),
                              answer.canvass(),
                              answer.granted(),
                              answer.term())));
      case Effect.TermBegun begun ->
          family
              .elections()
              .tell(new ElectionCoordinator.TermBegun(begun.candidacy(), core.configuration()));
      case Effect.Campaign campaign ->
          family.elections().tell(new ElectionCoordinator.CampaignNow(campaign.term()));
      case Effect.CaptureImage capture ->
          family
              .store()
              .tell(new Store.Capture(getContext().messageAdapter(Image.class, Captured::new)));
      case Effect.KeepChunk keep -> images.keep(keep.message());
      case Effect.InstallImage install -> {
        family.store().tell(new Store.Install(images.assembled()));
        applier.installed(install.base().index());
      }
      case Effect.Reconfigured changed -> {
        changed.configuration().members().forEach(member -> addresses.learn(member.peer()));
        getContext()
            .getLog()
            .info("shard {}: members {}", shard, changed.configuration().members());
      }
      case Effect.Departed departed ->
          getContext().getLog().info("shard {}: removed from its members", shard);
    }
  }

  private void send(NodeId to, Message message) {
    Message whole = message instanceof Message.ImageChunk chunk ? images.fill(chunk) : message;
    addresses
        .peer(to)
        .ifPresent(peer ->
            surroundings
                .post()
                .send(
                    refs.replicator(peer),
                    new FromPeer(surroundings.self(), to, lineage, whole),
                    MessageSize.of(whole)));
  }

  private void captured(Image image) {
    if (image.index() < core.log().baseIndex()) {
      getContext().getLog().debug("shard {}: snapshot at {} is too old", shard, image.index());
      family
          .store()
          .tell(new Store.Capture(getContext().messageAdapter(Image.class, Captured::new)));
      return;
    }
    Log.Base base = core.log().baseAt(image.index());
    images.offer(base, image);
    step(new Input.ImageCaptured(base, image.chunkCount()));
  }

  private void compact() {
    boolean large =
        core.log().bytes() > surroundings.raft().snapshot().logBytes()
            || core.log().entryCount() > surroundings.raft().snapshot().logEntries();
    if (large) {
      step(new Input.Compact(core.log().middle(applier.handedOver())));
    }
    images.releaseUnless(core);
  }

  private void forgetDeadEdges() {
    if (core.isLeader() && !isHandingOver()) {
      List<Burst> due = deadEdges.due(core, surroundings.clock().nanos());
      if (!due.isEmpty()) {
        step(new Input.Propose(due)); // past the queue of writes: nobody is to be answered
        deadEdges.proposed(core);
      }
    }
  }

  // ---- members and leadership

  /** Members that have never answered may not know of the shard yet. */
  private void invite() {
    if (core.role() instanceof Role.Leader leader) {
      for (Member member : core.configuration().members()) {
        Progress progress = leader.peers().get(member.id());
        if (progress != null && progress.confirmedAt() == RaftCore.NEVER) {
          refs.replica(member.peer())
              .tell(new ShardReplica.Invite(founders, surroundings.self(), member.id()));
        }
      }
    }
  }

  private void plan() {
    MembershipPlan.next(core, view, unwanted, surroundings.cluster().replicas())
        .ifPresent(action -> {
          switch (action) {
            case MembershipPlan.Action.ChangeMembers change ->
                step(new Input.Change(change.change()));
            case MembershipPlan.Action.HandOver handOver ->
                step(new Input.Transfer(handOver.target()));
          }
        });
    if (steppingAside) {
      handOver(Optional.empty());
    } else {
      rebalance();
    }
  }

  /** Hands over to the preferred leader once it has been preferred for long enough. */
  private void rebalance() {
    Optional<NodeId> preferred = MembershipPlan.preferredLeader(core, view, unwanted, shard);
    long now = surroundings.clock().nanos();
    if (preferred.isEmpty()) {
      unevenSince = RaftCore.NEVER;
    } else if (unevenSince == RaftCore.NEVER) {
      unevenSince = now;
    } else if (now - unevenSince > surroundings.cluster().rebalanceAfter().toNanos()) {
      unevenSince = RaftCore.NEVER;
      step(new Input.Transfer(preferred.get()));
    }
  }

  private void handOver(Optional<NodeId> target) {
    if (core.role() instanceof Role.Leader leader) {
      target
          .or(() -> MembershipPlan.successor(core, leader, view))
          .ifPresent(to -> step(new Input.Transfer(to)));
    }
  }

  /** Incarnations that an operator wants out, none at first. */
  static SortedSet<NodeId> nobody() {
    return new TreeSet<>();
  }
}
