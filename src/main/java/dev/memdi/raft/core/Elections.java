package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Terms, votes and office (Raft paper §5.2, §5.4.1; thesis §4.2.3, §6.2, §9.6). */
final class Elections {
  private Elections() {}

  /**
   * Would this replica vote ({@code canvass}), or does it? A canvass changes nothing here, so a
   * candidate that can't win disturbs nobody.
   */
  static void consider(Draft d, Candidacy candidacy, boolean canvass) {
    boolean refuses = !candidacy.transfer() && (refusesVotes(d) || leadsForSure(d));
    boolean granted;
    if (refuses || candidacy.term() < d.term) {
      granted = false;
    } else if (canvass) {
      granted = candidacy.term() > d.term && isUpToDate(d, candidacy);
    } else {
      if (d.rules.isSuperseded(d.term, candidacy.term())) {
        d.become(candidacy.term(), Role.Follower.OF_NOBODY);
      }
      granted =
          candidacy.term() == d.term
              && d.rules.mayVoteFor(candidacy.candidate(), d.vote)
              && isUpToDate(d, candidacy);
      if (granted) {
        d.vote = Optional.of(candidacy.candidate());
      }
    }
    OptionalLong shardTime =
        d.clock.isHeard() ? OptionalLong.of(d.shardTime()) : OptionalLong.empty();
    d.reply(
        new Effect.Answer(
            candidacy, canvass, granted, d.rules.remembers(d.recall), d.term, shardTime));
  }

  private static boolean isUpToDate(Draft d, Candidacy candidacy) {
    return d.rules.isUpToDate(candidacy, d.log.lastTerm(), d.log.lastIndex());
  }

  private static boolean refusesVotes(Draft d) {
    return d.rules.refusesVotes(d.now, d.answeredLeaderAt, d.parameters.leaseNanos());
  }

  /** A leader counts as having answered itself whenever a majority answered it. */
  private static boolean leadsForSure(Draft d) {
    return d.leads()
        && d.rules.refusesVotes(d.now, d.majorityConfirmedAt(), d.parameters.leaseNanos());
  }

  /** Votes for itself in the term after {@code canvassedIn}, unless something has changed since. */
  static void beginTerm(Draft d, long canvassedIn, boolean transfer) {
    boolean mayVoteNow = transfer || !refusesVotes(d);
    if (canvassedIn != d.term || d.leads() || !d.before.mayCampaign() || !mayVoteNow) {
      return;
    }
    d.become(d.term + 1, new Role.Candidate());
    d.vote = Optional.of(d.self);
    d.reply(
        new Effect.TermBegun(
            new Candidacy(d.self, d.term, d.log.lastTerm(), d.log.lastIndex(), transfer)));
  }

  /** Checks the claim to have been elected against the voters now in force, and takes office. */
  static void takeOffice(Draft d, Input.TakeOffice claim) {
    if (!(d.role instanceof Role.Candidate) || claim.term() != d.term) {
      return;
    }
    Set<NodeId> remembering = new TreeSet<>(claim.supporters());
    if (d.rules.remembers(d.recall)) {
      remembering.add(d.self);
    }
    Set<NodeId> votes = new TreeSet<>(remembering);
    votes.addAll(claim.forgetful());
    votes.add(d.self);
    Configuration voters = d.configuration();
    if (!d.rules.isElected(
        voters, remembering::contains, votes::contains, d.parameters.acceptLoss())) {
      return;
    }
    boolean lossy =
        !voters.majority(remembering::contains)
            && !voters.meetsEveryMajority(remembering::contains);
    d.recall = Recall.COMPLETE; // what it lacks now is not committed, or lost
    long lastIndex = d.log.lastIndex();
    TreeMap<NodeId, Progress> peers = new TreeMap<>();
    for (Member member : d.configuration().members()) {
      if (!member.id().equals(d.self)) {
        peers.put(member.id(), Replication.unknown(d, lastIndex));
      }
    }
    // stamps go on from the newest entry even if this node's idea of the shard's time lags behind
    // it
    d.clock = ShardClock.ofLeader(d.shardTime(), d.term, d.now);
    d.role =
        new Role.Leader(
            lastIndex + 1,
            lastIndex,
            peers,
            List.of(),
            new Role.ImageState.None(),
            Optional.empty(),
            false);
    d.effect(new Effect.TookOffice(d.term, d.clock.offsetMillis(), lossy));
    Replication.append(d, Payload.NO_OP);
  }

  static void termSeen(Draft d, long term) {
    if (d.rules.isSuperseded(d.term, term)) {
      d.become(term, Role.Follower.OF_NOBODY);
    }
  }

  /** A leader whom no majority answers makes room (thesis §6.2). */
  static void checkQuorum(Draft d) {
    if (!d.configuration().majority(id -> isHeard(d, id))) {
      d.become(d.term, Role.Follower.OF_NOBODY);
    }
  }

  /** Whether the leader has heard of that member, which may be itself, lately. */
  static boolean isHeard(Draft d, NodeId id) {
    Progress progress = d.leader().peers().get(id);
    return id.equals(d.self)
        || (progress != null && d.now - progress.heardAt() < d.parameters.quorumNanos());
  }
}
