package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The decisions that safety rests on, one method each. Production knows one set of them, {@link
 * #RAFT}; the simulator breaks one at a time to show that its checks would notice.
 */
public interface SafetyRules {
  SafetyRules RAFT = new SafetyRules() {};

  /** A replica votes for at most one candidate in a term (Raft paper §5.2). */
  default boolean mayVoteFor(NodeId candidate, Optional<NodeId> alreadyVotedFor) {
    return alreadyVotedFor.map(candidate::equals).orElse(true);
  }

  /** A candidate's log is at least as up to date: last term first, then length (§5.4.1). */
  default boolean isUpToDate(Candidacy candidacy, long lastTerm, long lastIndex) {
    return candidacy.lastTerm() > lastTerm
        || (candidacy.lastTerm() == lastTerm && candidacy.lastIndex() >= lastIndex);
  }

  /**
   * Nobody votes, itself included, for a lease after it answered its leader (thesis §4.2.3,
   * §6.4.1).
   */
  default boolean refusesVotes(long now, long answeredLeaderAt, long leaseNanos) {
    return answeredLeaderAt != RaftCore.NEVER && now - answeredLeaderAt < leaseNanos;
  }

  /**
   * Office is taken with the votes of a majority of the voters in force (§5.2), who remember all
   * that they have acknowledged; or see {@link Configuration#elects}.
   */
  default boolean isElected(
      Configuration configuration,
      Predicate<NodeId> remembering,
      Predicate<NodeId> supports,
      boolean acceptLoss) {
    return configuration.elects(remembering, supports, acceptLoss);
  }

  /** A replica that may have forgotten what it acknowledged does not speak for it. */
  default boolean remembers(Recall recall) {
    return recall instanceof Recall.Complete;
  }

  /**
   * Where a replica that may have forgotten what it acknowledged has all that it can have
   * acknowledged: at the end of its leader's log. What is not committed yet may still be, and by
   * that very acknowledgement.
   */
  default long regainGoal(long lastIndex, long commit) {
    return lastIndex;
  }

  /**
   * Whether an answer is of the life that the leader has heard of, and not of an earlier one: it is
   * to what was sent since.
   */
  default boolean isOfThisLife(long lifeHeardAt, long sentAt) {
    return sentAt >= lifeHeardAt;
  }

  /**
   * Whether a change has to be on disk before its step's word is given even where entries are
   * acknowledged before: all but plain entries. Terms and votes are never forgotten, and whoever
   * knew of a change of members knows of it afterwards.
   */
  default boolean mustForce(Durable change) {
    return !(change instanceof Durable.EntriesAppended appended)
        || appended.entries().stream()
            .anyMatch(entry -> entry.payload() instanceof Payload.Reconfigure);
  }

  /** Only entries of the current term are committed by counting replicas (§5.4.2, figure 8). */
  default boolean mayCommitByCounting(long entryTerm, long currentTerm) {
    return entryTerm == currentTerm;
  }

  /** The index that a majority of the voters in force holds. */
  default long heldByMajority(
      Configuration configuration, java.util.function.ToLongFunction<NodeId> match) {
    return configuration.majorityHas(match);
  }

  /** Only what contradicts the leader's log is removed, never what merely goes beyond (§5.3). */
  default boolean contradicts(Log log, Entry entry) {
    return log.termAt(entry.first()) != entry.term();
  }

  /** A follower commits no further than what it knows to agree with the leader's log (figure 2). */
  default long followerCommit(long leaderCommit, long lastAgreed, long lastIndex) {
    return Math.min(leaderCommit, lastAgreed);
  }

  /** A replica that sees a later term has no role in its own any more (§5.1). */
  default boolean isSuperseded(long ownTerm, long seenTerm) {
    return seenTerm > ownTerm;
  }

  /** A new leader knows what is committed only once its own first entry is (thesis §6.4). */
  default boolean mayServeReads(long commit, long firstIndexOfTerm) {
    return commit >= firstIndexOfTerm;
  }

  /**
   * A read waits for a majority to confirm the leadership at or after its arrival (thesis §6.4).
   */
  default boolean isConfirmed(long requestedAt, long majorityConfirmedAt) {
    return majorityConfirmedAt >= requestedAt;
  }

  /**
   * A lease runs from when the messages were <i>sent</i> that a majority answered, for less than
   * the voters' refusal even if this clock is slower than theirs by the drift (thesis §6.4.1); a
   * leader that has begun a transfer has none, since voters don't wait for it.
   */
  default boolean holdsLease(
      long now, long majorityConfirmedAt, Parameters parameters, boolean forfeited) {
    return parameters.leaseReads()
        && !forfeited
        && majorityConfirmedAt != Long.MIN_VALUE
        && now - majorityConfirmedAt < (long) (parameters.leaseNanos() * (1 - parameters.drift()));
  }

  /**
   * A reader that does not queue for the store behind all that is committed needs a table that has
   * it all; and nobody beats for such a read, so there has to be a lease.
   */
  default boolean mayReadDirectly(long appliedIndex, long commit, boolean holdsLease) {
    return holdsLease && appliedIndex >= commit;
  }

  /**
   * Members change one at a time, and not before the term's first commit (thesis §4.1, and Ongaro's
   * correction of 2015).
   */
  default boolean mayChangeMembers(long commit, long firstIndexOfTerm, long configurationIndex) {
    return commit >= firstIndexOfTerm && commit >= configurationIndex;
  }

  /** Whether a change has to be durable before what its step says may be said (thesis §3.8). */
  default boolean mustPersist(Durable change) {
    return true;
  }

  /** Whether an effect that tells of a change has to wait until the change is durable (§3.8). */
  default boolean mustWait(Effect effect) {
    return true;
  }

  /** Only a founder that has neither voted nor taken anything in may take its birth back. */
  default boolean mayTakeBirthBack(DurableState state) {
    return state.isAsBorn();
  }

  /** A snapshot on disk takes the place of all that the log said, term and vote included. */
  default DurableState kept(DurableState state) {
    return state;
  }

  /**
   * A follower that has yet to make something durable answers a beat at once all the same, so that
   * its leader goes on leading; of the log it says nothing.
   */
  default long toldAtOnce(long agreed) {
    return 0;
  }

  /** A leader counts itself for what is durable with it, as it counts any other (§10.2.1). */
  default long heldByLeader(long persisted, long lastIndex) {
    return persisted;
  }

  /**
   * A replica that comes back may have answered a leader just before it stopped: it refuses its
   * vote for a lease from now on.
   */
  default long answeredBeforeRecovery(long now) {
    return now;
  }

  /** A configuration is in force from the moment it stands in the log (thesis §4.1). */
  default Configuration inForce(Log log, long commit) {
    return log.configuration();
  }

  /** A snapshot that is not ahead of what is committed here changes nothing (figure 13). */
  default boolean isStale(Log.Base image, long commit) {
    return image.index() <= commit;
  }

  /** A snapshot brings the configuration that was in force at its index (figure 13). */
  default Log.Base installed(Log.Base image, Configuration before) {
    return image;
  }
}
