package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Campaign;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Patience;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The liveness of leadership: decides when to campaign, asks the voters whether they would vote
 * (canvass, thesis §9.6), then for their votes (poll), and tallies. Owns no durable state and may
 * be late or wrong without harm: its replicator checks whatever it claims.
 *
 * <pre>
 *   Suspect ─► Candidacy? ─► canvass ─majority─► BeginTerm ─► poll ─majority─► TakeOffice
 * </pre>
 */
public final class ElectionCoordinator extends AbstractBehavior<ElectionCoordinator.Command> {
  sealed interface Command {}

  /** The leader may be gone. */
  record Suspect() implements Command {}

  /** A leader lives: no reason to campaign. */
  record LeaderHeard() implements Command {}

  /** The leader of {@code term} wants this replica to campaign at once. */
  record CampaignNow(long term) implements Command {}

  /** What the own replicator would stand with. */
  record Standing(Candidacy candidacy, boolean remembers, Configuration configuration)
      implements Command {}

  /** The own replicator began a term and voted for itself. */
  record TermBegun(Candidacy candidacy, boolean remembers, Configuration configuration)
      implements Command {}

  /** A candidate's question, from its coordinator. */
  public record Ask(Peer from, NodeId to, long lineage, Candidacy candidacy, boolean canvass)
      implements Command, Remote {}

  /** The own replicator's answer to it. */
  record Considered(
      Peer candidate,
      Candidacy candidacy,
      boolean canvass,
      boolean granted,
      boolean remembers,
      long term,
      OptionalLong shardTime)
      implements Command {}

  /**
   * A voter's answer, from its coordinator.
   *
   * @param remembers whether the voter has all that it has acknowledged
   */
  public record Answer(
      Peer from,
      NodeId to,
      long lineage,
      long inTerm,
      boolean canvass,
      boolean granted,
      boolean remembers,
      long term,
      OptionalLong shardTime)
      implements Command, Remote {}

  /** Begins the life of a replica; before that, nothing is heard. */
  record Meet(Peer self, long lineage, ActorRef<Replicator.Command> replicator)
      implements Command {}

  /** Ends it. */
  record Suspend() implements Command {}

  private record Retry() implements Command {}

  private final Surroundings surroundings;
  private final Peer self;
  private final long lineage;
  private final ReplicaRefs refs;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Replicator.Command> replicator;
  private final LostMajority lostMajority;
  private Campaign campaign = new Campaign.None();
  private Patience patience = Patience.FRESH;

  private ElectionCoordinator(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Surroundings surroundings,
      Peer self,
      long lineage,
      ReplicaRefs refs,
      ActorRef<Replicator.Command> replicator) {
    super(context);
    this.self = self;
    this.timers = timers;
    this.surroundings = surroundings;
    this.lineage = lineage;
    this.refs = refs;
    this.replicator = replicator;
    this.lostMajority = new LostMajority(surroundings, refs.shard(), context.getLog());
  }

  /** One actor for all families that a replica has had, as its replicator is. */
  static Behavior<Command> idle(Surroundings surroundings, ReplicaRefs refs) {
    return Behaviors.receiveMessage(message ->
        message instanceof Meet meet
            ? create(surroundings, meet.self(), meet.lineage(), refs, meet.replicator())
            : Behaviors.same());
  }

  static Behavior<Command> create(
      Surroundings surroundings,
      Peer self,
      long lineage,
      ReplicaRefs refs,
      ActorRef<Replicator.Command> replicator) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(context ->
            new ElectionCoordinator(
                context, timers, surroundings, self, lineage, refs, replicator)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Meet again -> {}
      case Suspend suspend -> {
        timers.cancelAll();
        lostMajority.over();
        return idle(surroundings, refs);
      }
      case Suspect suspect -> {
        if (!campaign.isUnderWay()) {
          canvass();
        }
      }
      case Retry retry -> canvass();
      case LeaderHeard heard -> {
        stop();
        patience = Patience.FRESH;
        lostMajority.over();
      }
      case CampaignNow now -> replicator.tell(new Replicator.BeginTerm(now.term(), true));
      case Standing standing -> {
        // A leader may have been heard since it was asked for: the campaign is over then. To begin
        // it anew without a retry would leave it under way for ever, deaf to every suspicion.
        if (campaign instanceof Campaign.Preparing) {
          lostMajority.heard(self.id(), standing.remembers());
          patience = patience.standingIn(standing.candidacy().term());
          campaign =
              Campaign.canvass(
                  standing.candidacy(), standing.remembers(), standing.configuration());
          ask();
          tally();
        }
      }
      case TermBegun begun -> {
        campaign = Campaign.poll(begun.candidacy(), begun.remembers(), begun.configuration());
        ask();
        // votes take longer than opinions where they go to disk first; an early retry only
        // begins another term
        retryAfter(surroundings.raft().canvassRetry().multipliedBy(3));
        tally();
      }
      case Ask ask -> {
        if (isForMe(ask.to(), ask.lineage())) {
          replicator.tell(new Replicator.Consider(ask.from(), ask.candidacy(), ask.canvass()));
        }
      }
      case Considered considered -> answer(considered);
      case Answer answer -> {
        if (isForMe(answer.to(), answer.lineage())) {
          hear(answer);
        }
      }
    }
    return this;
  }

  private boolean isForMe(NodeId to, long itsLineage) {
    return to.equals(self.id()) && itsLineage == lineage;
  }

  /** Asks the replicator what it would stand with; goes on asking until a leader is heard. */
  private void canvass() {
    campaign = new Campaign.Preparing();
    replicator.tell(new Replicator.DescribeStanding());
    retryLater();
  }

  private void retryLater() {
    retryAfter(surroundings.raft().canvassRetry());
  }

  private void retryAfter(Duration usual) {
    Duration retry = patience.of(usual);
    timers.startSingleTimer(
        Retry.class, new Retry(), surroundings.between(retry, retry.multipliedBy(2)));
  }

  private void stop() {
    if (campaign.isUnderWay()) {
      campaign = new Campaign.None();
      timers.cancel(Retry.class);
    }
  }

  private void ask() {
    for (Member member : campaign.configuration().members()) {
      boolean asked = member.voter() || lostMajority.isAnyoneForgetful();
      if (asked && !member.id().equals(self.id())) {
        refs.elections(member.peer())
            .tell(new Ask(self, member.id(), lineage, campaign.candidacy(), campaign.isCanvass()));
      }
    }
  }

  private void answer(Considered considered) {
    if (considered.granted() && campaign.isUnderWay() && campaign.isCanvass()) {
      retryLater(); // gives way for a moment, so that two candidates don't split the votes
      campaign = new Campaign.Preparing();
    }
    refs.elections(considered.candidate())
        .tell(
            new Answer(
                self,
                considered.candidate().id(),
                lineage,
                considered.candidacy().term(),
                considered.canvass(),
                considered.granted(),
                considered.remembers(),
                considered.term(),
                considered.shardTime()));
  }

  private void hear(Answer answer) {
    answer.shardTime().ifPresent(time -> replicator.tell(new Replicator.TimeTold(time)));
    if (campaign.isUnderWay()) {
      lostMajority.heard(answer.from().id(), answer.remembers());
    }
    if (answer.granted()) {
      campaign =
          campaign.supportedBy(
              answer.from().id(), answer.remembers(), answer.inTerm(), answer.canvass());
      tally();
    } else {
      replicator.tell(new Replicator.TermSeen(answer.term()));
    }
  }

  private void tally() {
    if (!campaign.isWon(surroundings.parameters().acceptLoss())) {
      lostMajority.judge(campaign.configuration());
      return;
    }
    if (campaign.isCanvass()) {
      replicator.tell(new Replicator.BeginTerm(campaign.candidacy().term() - 1, false));
    } else {
      replicator.tell(
          new Replicator.TakeOffice(
              campaign.candidacy().term(), campaign.supporters(), campaign.forgetfulSupporters()));
    }
    campaign = campaign.concluded();
  }
}
