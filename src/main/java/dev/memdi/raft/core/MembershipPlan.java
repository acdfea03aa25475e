package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a leader should change next so that its shard has the members that the cluster can give it.
 * Decides nothing that safety rests on: {@link Membership} checks whatever it proposes.
 */
public final class MembershipPlan {
  private MembershipPlan() {}

  /** What the leader should do. */
  public sealed interface Action {
    record ChangeMembers(MembershipChange change) implements Action {}

    record HandOver(NodeId target) implements Action {}
  }

  /**
   * The next thing to do, if any, in this order: take out an incarnation that a newer one of the
   * same node has replaced, or a learner that has left; take out whom an operator wants out;
   * promote a learner that has caught up and is not silent; take a new node in as a learner, up to
   * {@code replicas} members; forget bars that are no longer needed. Nobody is taken out without
   * whom the others could not go on, and nobody for being replaced who still answers: then it is
   * the view that is old.
   *
   * @param unwanted incarnations that an operator wants out
   */
  public static Optional<Action> next(
      RaftCore core, long now, ClusterView view, SortedSet<NodeId> unwanted, int replicas) {
    if (!(core.role() instanceof Role.Leader leader)) {
      return Optional.empty();
    }
    Configuration configuration = core.log().configuration();
    for (Member member : configuration.members()) {
      if (isGone(view, member)
          && isSilent(core, leader, member.id(), now)
          && canGoOnWithout(member.id(), core, leader, now)) {
        return change(new MembershipChange.Remove(member.id(), false));
      }
    }
    for (Member member : configuration.members()) {
      if (unwanted.contains(member.id())) {
        boolean last = configuration.voterCount() == 1 && member.voter();
        if (last || !canGoOnWithout(member.id(), core, leader, now)) {
          continue;
        }
        return member.id().equals(core.self())
            ? successor(core, leader, now, view).map(Action.HandOver::new)
            : change(new MembershipChange.Remove(member.id(), true));
      }
    }
    for (Member member : configuration.members()) {
      if (!member.voter()
          && view.reaches(member.id())
          && isCaughtUp(core, leader, member.id())
          && !isSilent(core, leader, member.id(), now)) {
        return change(new MembershipChange.Promote(member.id()));
      }
    }
    for (ClusterView.Node node : view.nodes()) {
      boolean wanted =
          view.reaches(node.id())
              && !configuration.isMember(node.id())
              && !configuration.barred().contains(node.id())
              && !unwanted.contains(node.id());
      if (wanted && configuration.members().size() < replicas) {
        return change(new MembershipChange.AddLearner(new Peer(node.id(), node.address())));
      }
    }
    for (NodeId barred : configuration.barred()) {
      if (view.node(barred).isEmpty() && !unwanted.contains(barred)) {
        return change(new MembershipChange.Unbar(barred));
      }
    }
    return Optional.empty();
  }

  private static Optional<Action> change(MembershipChange change) {
    return Optional.of(new Action.ChangeMembers(change));
  }

  private static boolean isGone(ClusterView view, Member member) {
    boolean replaced = view.named(member.id().name()).isPresent();
    return view.node(member.id()).isEmpty() && (replaced || !member.voter());
  }

  private static boolean canGoOnWithout(NodeId id, RaftCore core, Role.Leader leader, long now) {
    Configuration rest = core.log().configuration().with(new MembershipChange.Remove(id, false));
    return Membership.canGoOn(rest, core.self(), leader, core.parameters(), now);
  }

  /** For as long as would cost a leader its office, counted from when this one took it. */
  private static boolean isSilent(RaftCore core, Role.Leader leader, NodeId id, long now) {
    Progress progress = leader.peers().get(id);
    return progress != null && now - progress.heardAt() >= core.parameters().quorumNanos();
  }

  private static boolean isCaughtUp(RaftCore core, Role.Leader leader, NodeId id) {
    Progress progress = leader.peers().get(id);
    return progress != null
        && progress.mode() instanceof Progress.Mode.Streaming
        && core.log().lastIndex() - progress.match() <= core.parameters().caughtUpIndices();
  }

  /** It takes seconds until the cluster's view says of a member that it has died. */
  private static boolean answers(RaftCore core, Progress progress, long now) {
    return progress.hasAnsweredWithin(core.parameters().leaseNanos(), now);
  }

  /**
   * To whom a leader best hands over: of the voters that are reached one that answers, if any does,
   * and of these the one with the longest log.
   */
  public static Optional<NodeId> successor(
      RaftCore core, Role.Leader leader, long now, ClusterView view) {
    return leader.peers().entrySet().stream()
        .filter(e -> core.log().configuration().isVoter(e.getKey()) && view.reaches(e.getKey()))
        .max(
            Map.Entry.comparingByValue(
                Comparator.comparing((Progress p) -> answers(core, p, now))
                    .thenComparingLong(Progress::match)))
        .map(Map.Entry::getKey);
  }

  /**
   * Who should lead shard {@code shard}, so that leaders are spread: the voters take turns by name.
   * Empty unless that voter is another one, is reached, answers and has caught up.
   */
  public static Optional<NodeId> preferredLeader(
      RaftCore core, long now, ClusterView view, SortedSet<NodeId> unwanted, int shard) {
    if (!(core.role() instanceof Role.Leader leader)) {
      return Optional.empty();
    }
    List<NodeId> voters =
        core.log().configuration().voters().stream()
            .map(Member::id)
            .filter(id -> !unwanted.contains(id))
            .toList();
    if (voters.isEmpty()) {
      return Optional.empty();
    }
    NodeId preferred = voters.get(shard % voters.size());
    Optional<Progress> progress = Optional.ofNullable(leader.peers().get(preferred));
    return !preferred.equals(core.self())
            && view.reaches(preferred)
            && isCaughtUp(core, leader, preferred)
            && progress.filter(p -> answers(core, p, now)).isPresent()
        ? Optional.of(preferred)
        : Optional.empty();
  }
}
