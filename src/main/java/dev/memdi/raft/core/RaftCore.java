package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Optional;

/**
 * The whole safety-relevant state of one replica of a shard, and its one transition, {@link #step}.
 *
 * @param answeredLeaderAt when this replica last answered a leader ({@link #NEVER} if it has not):
 *     for a lease from then on it refuses its vote
 * @param clock the shard's time as heard from leaders; a new leader goes on from there, so that a
 *     time to live neither starts anew nor is cut when leaders change
 * @param recall whether the log holds all that this replica ever acknowledged
 */
public record RaftCore(
    NodeId self,
    Parameters parameters,
    SafetyRules rules,
    long term,
    Optional<NodeId> vote,
    Log log,
    long commit,
    Role role,
    long answeredLeaderAt,
    ShardClock clock,
    Recall recall) {

  /** A time that no monotonic clock shows. */
  public static final long NEVER = Long.MIN_VALUE;

  /**
   * A replica of a new shard, or (with {@link Configuration#NONE}) one that a leader will take in.
   */
  public static RaftCore blank(
      NodeId self,
      Parameters parameters,
      SafetyRules rules,
      Configuration configuration,
      long now,
      long epochMillis) {
    return new RaftCore(
        self,
        parameters,
        rules,
        0,
        Optional.empty(),
        Log.startingAt(new Log.Base(0, 0, 0, configuration)),
        0,
        Role.Follower.OF_NOBODY,
        NEVER,
        ShardClock.ofWall(epochMillis, now),
        Recall.COMPLETE);
  }

  /**
   * A replica that is back with what it had made durable. It may have answered a leader just before
   * it stopped, so for a lease it refuses its vote.
   *
   * @param life tells this life of the replica from those before; not 0
   */
  public static RaftCore recovered(
      NodeId self,
      Parameters parameters,
      SafetyRules rules,
      DurableState state,
      long life,
      long now,
      long epochMillis) {
    return new RaftCore(
        self,
        parameters,
        rules,
        state.term(),
        state.vote(),
        state.log(),
        state.log().baseIndex(),
        Role.Follower.OF_NOBODY,
        rules.answeredBeforeRecovery(now),
        ShardClock.ofWall(epochMillis, now),
        state.exposed() ? new Recall.Partial(life, Optional.empty()) : Recall.COMPLETE);
  }

  public Configuration configuration() {
    return rules.inForce(log, commit);
  }

  /**
   * Whether it may campaign: if it is a voter, or was one until a change that is not known to be
   * committed here, for which it may be needed (thesis §4.2.2).
   */
  public boolean mayCampaign() {
    boolean changing = log.configurationIndex() > commit;
    return configuration().isVoter(self)
        || (changing && log.truncateFrom(log.configurationIndex()).configuration().isVoter(self));
  }

  /** Whether what it says of the log in an election counts. */
  public boolean remembers() {
    return rules.remembers(recall);
  }

  public boolean isLeader() {
    return role instanceof Role.Leader;
  }

  public Optional<NodeId> leader() {
    return switch (role) {
      case Role.Leader l -> Optional.of(self);
      case Role.Follower follower -> follower.leader();
      case Role.Candidate c -> Optional.empty();
    };
  }

  /** Whether it matters to this replica that its log is durable up to there. */
  public boolean countsOn(long durable) {
    return switch (role) {
      case Role.Leader leader -> leader.persisted() < durable;
      case Role.Follower follower -> follower.persisted().orElse(-1) < durable;
      case Role.Candidate c -> false;
    };
  }

  /**
   * The latest moment of which it is known at {@code now} that a majority held this replica for
   * leader; {@link #NEVER} if it does not lead.
   */
  public long majorityConfirmedAt(long now) {
    return role instanceof Role.Leader leader
        ? Reading.majorityConfirmedAt(configuration(), leader, self, now)
        : NEVER;
  }

  /**
   * Whether a linearizable read may be served from a state up to {@code appliedIndex}, with a lease
   * since {@code confirmedAt} and nothing else.
   */
  public boolean mayBeReadDirectly(long appliedIndex, long confirmedAt, long now) {
    return role instanceof Role.Leader leader
        && rules.mayServeReads(commit, leader.firstIndex())
        && rules.mayReadDirectly(
            appliedIndex,
            commit,
            rules.holdsLease(now, confirmedAt, parameters, leader.leaseForfeited()));
  }

  /**
   * Whether it is known here that the shard has that many copies, none of them on the node of that
   * name, and needs nothing that a replica there has acknowledged.
   *
   * @param until before this time
   */
  public boolean isWholeWithout(String node, int copies, long until) {
    return role instanceof Role.Leader leader
        && rules.mayServeReads(commit, leader.firstIndex())
        && Membership.isWholeWithout(this, leader, node, copies, until);
  }

  /** The shard's time in milliseconds; never behind the newest entry's stamp. */
  public long shardTime(long now) {
    return Math.max(log.lastStamp(), clock.at(now));
  }

  public Step step(long now, Input input) {
    Draft draft = new Draft(this, now);
    switch (input) {
      case Input.Received received -> receive(draft, received.from(), received.message());
      case Input.Propose propose -> Replication.propose(draft, propose.bursts());
      case Input.Read read -> Reading.read(draft, read.token());
      case Input.Beat beat -> beat(draft);
      case Input.Persisted persisted -> {
        Replication.persisted(draft, persisted.index(), persisted.entryTerm());
        Following.persisted(draft, persisted.index(), persisted.term());
      }
      case Input.Consider consider ->
          Elections.consider(draft, consider.candidacy(), consider.canvass());
      case Input.BeginTerm begin -> Elections.beginTerm(draft, begin.term(), begin.transfer());
      case Input.TakeOffice take -> Elections.takeOffice(draft, take);
      case Input.TimeTold told -> draft.clock = draft.clock.told(told.shardTime(), now);
      case Input.TermSeen seen -> Elections.termSeen(draft, seen.term());
      case Input.Change change -> Membership.change(draft, change.change());
      case Input.Transfer transfer -> Membership.transfer(draft, transfer.target());
      case Input.GiveUpTransfer giveUp -> Membership.giveUpTransfer(draft);
      case Input.ImageCaptured captured ->
          Imaging.captured(draft, captured.base(), captured.chunks());
      case Input.Compact compact -> Imaging.compact(draft, compact.index());
    }
    return draft.toStep();
  }

  private static void receive(Draft draft, NodeId from, Message message) {
    switch (message) {
      case Message.FromLeader m -> Following.receive(draft, from, m);
      case Message.ToLeader m -> Replication.receive(draft, from, m);
      case Message.AskGoal m -> Regaining.asked(draft, from, m);
      case Message.TellGoal m -> Regaining.told(draft, from, m);
      case Message.CampaignNow m -> Membership.campaignNow(draft, from, m);
    }
  }

  private static void beat(Draft draft) {
    if (draft.role instanceof Role.Leader) {
      Elections.checkQuorum(draft);
      Membership.giveUpOverdueTransfer(draft);
      Replication.beat(draft);
    }
  }
}
