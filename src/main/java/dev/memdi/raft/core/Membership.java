package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Optional;
import java.util.TreeMap;

/** Changes of a shard's members, one at a time, and of its leader (thesis §3.10, chapter 4). */
final class Membership {
  private Membership() {}

  static void change(Draft d, MembershipChange change) {
    if (!d.leads()) {
      return;
    }
    Role.Leader leader = d.leader();
    Configuration current = d.log.configuration();
    Configuration next = current.with(change);
    boolean allowed =
        d.rules.mayChangeMembers(d.commit, leader.firstIndex(), d.log.configurationIndex())
            && leader.transfer().isEmpty()
            && isSensible(d, change)
            && !next.voters().isEmpty()
            && !next.equals(current);
    if (!allowed) {
      return;
    }
    d.append(
        new Entry(d.term, d.log.lastIndex() + 1, d.shardTime(), new Payload.Reconfigure(next)));
    TreeMap<NodeId, Progress> peers = new TreeMap<>(leader.peers());
    peers.keySet().removeIf(id -> !next.isMember(id));
    for (Member member : next.members()) {
      if (!member.id().equals(d.self)) {
        peers.putIfAbsent(member.id(), Replication.unknown(d, d.log.lastIndex()));
      }
    }
    d.peers(peers);
    Imaging.releaseIfUnused(d);
    Replication.sendToAll(d, false);
    Replication.advanceCommit(d);
  }

  private static boolean isSensible(Draft d, MembershipChange change) {
    return switch (change) {
      case MembershipChange.AddLearner add ->
          !d.log.configuration().barred().contains(add.peer().id());
      case MembershipChange.Promote promote -> isCaughtUp(d, promote.id());
      case MembershipChange.Remove remove -> leavesMajority(d, remove);
      case MembershipChange.Unbar unbar -> true;
    };
  }

  /**
   * A learner is promoted when it lacks little, so that the shard does not wait for it (§4.2.1).
   */
  static boolean isCaughtUp(Draft d, NodeId id) {
    Progress progress = d.leader().peers().get(id);
    return progress != null
        && progress.mode() instanceof Progress.Mode.Streaming
        && d.log.lastIndex() - progress.match() <= d.parameters.caughtUpIndices()
        && progress.confirmedAt() != RaftCore.NEVER;
  }

  /** A removal that the remaining voters can't commit would leave the shard without a leader. */
  private static boolean leavesMajority(Draft d, MembershipChange.Remove remove) {
    return canGoOn(d.log.configuration().with(remove), d.self, d.leader(), d.parameters, d.now);
  }

  /**
   * Whether a majority has answered the leader, which is {@code self}, in what was sent no longer
   * than a lease ago. A new leader has yet to hear of anybody; and what the cluster's view says of
   * a member may be older than its death.
   */
  static boolean canGoOn(
      Configuration members, NodeId self, Role.Leader leader, Parameters parameters, long now) {
    return members.majority(id -> {
      Progress progress = leader.peers().get(id);
      return id.equals(self)
          || (progress != null && progress.hasAnsweredWithin(parameters.leaseNanos(), now));
    });
  }

  /**
   * Every voter has held this leader for one since then, so its log has all that was committed
   * before, and who the members were. What a replica of the node helped to commit stands there
   * before the change that took it out, and so before the configuration in force, which is
   * committed and which every voter has.
   */
  static boolean isWholeWithout(
      RaftCore core, Role.Leader leader, String node, int copies, long until) {
    Configuration configuration = core.log().configuration();
    long changed = core.log().configurationIndex();
    return core.commit() >= changed
        && configuration.voterCount() >= copies
        && configuration.members().stream().noneMatch(m -> m.id().name().equals(node))
        && configuration.voters().stream()
            .allMatch(voter -> {
              Progress progress = leader.peers().get(voter.id());
              return progress == null
                  ? voter.id().equals(core.self()) && leader.persisted() >= changed
                  : progress.match() >= changed && progress.confirmedAt() >= until;
            });
  }

  /** A leader that its shard has removed goes once the removal is committed (§4.2.2). */
  static void leaveIfRemoved(Draft d) {
    Configuration configuration = d.log.configuration();
    if (d.commit < d.log.configurationIndex() || configuration.isVoter(d.self)) {
      return;
    }
    d.bestFollower()
        .ifPresent(successor -> d.send(successor, new Message.CampaignNow(d.term, successor)));
    d.become(d.term, Role.Follower.OF_NOBODY);
    d.effect(new Effect.Departed());
  }

  static void transfer(Draft d, NodeId target) {
    if (!d.leads()
        || d.leader().transfer().isPresent()
        || target.equals(d.self)
        || !d.configuration().isVoter(target)) {
      return;
    }
    d.transfer(Optional.of(new Role.TransferState(target, d.now, false)));
    campaignIfCaughtUp(d);
    if (d.leads() && d.leader().transfer().map(t -> !t.told()).orElse(false)) {
      Replication.askAfterAll(d, target);
    }
  }

  /** Once the target has the whole log, it may campaign at once. */
  static void campaignIfCaughtUp(Draft d) {
    Optional<Role.TransferState> transfer = d.leader().transfer();
    if (transfer.isEmpty() || transfer.get().told()) {
      return;
    }
    NodeId target = transfer.get().target();
    Progress progress = d.leader().peers().get(target);
    if (progress != null && progress.match() == d.log.lastIndex()) {
      d.transfer(Optional.of(new Role.TransferState(target, transfer.get().startedAt(), true)));
      d.send(target, new Message.CampaignNow(d.term, target));
    }
  }

  static void giveUpOverdueTransfer(Draft d) {
    if (d.leads()
        && d.leader()
            .transfer()
            .map(t -> d.now - t.startedAt() > d.parameters.transferNanos())
            .orElse(false)) {
      giveUpTransfer(d);
    }
  }

  /** The leader takes writes again; a target that was told may be elected all the same. */
  static void giveUpTransfer(Draft d) {
    if (d.leads()) {
      d.transfer(Optional.empty());
    }
  }

  static void campaignNow(Draft d, NodeId from, Message.CampaignNow message) {
    if (message.term() == d.term
        && message.target().equals(d.self)
        && d.role instanceof Role.Follower
        && d.rules.remembers(d.recall) // or the shard might be left without a leader
        && d.configuration().isVoter(d.self)) {
      d.effect(new Effect.Campaign(d.term));
    }
  }
}
