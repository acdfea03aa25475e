package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Durability;
import dev.memdi.api.NodeId;
import dev.memdi.config.ClusterSettings;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.MembershipPlan;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.Progress;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.ReplicaView;
import dev.memdi.raft.core.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a leader sees to from time to time: that its shard has the members that the cluster can give
 * it, that leaders are spread over the nodes, and that nothing is kept for edges that are gone.
 * Says what should be done; the core checks it.
 */
final class Steward {
  private final ClusterSettings settings;
  private final Durability durability;
  private final int shard;
  private final DeadEdges deadEdges;
  private ClusterView view = ClusterView.EMPTY;
  private SortedSet<NodeId> unwanted = Collections.emptySortedSet();
  private final TreeSet<NodeId> blank = new TreeSet<>();
  private final TreeMap<NodeId, Long> asking = new TreeMap<>(); // and since when
  private boolean steppingAside;
  private long chosenFor = RaftCore.NEVER;
  private long unevenSince = RaftCore.NEVER;

  Steward(ClusterSettings settings, Durability durability, int shard, NodeId self) {
    this.settings = settings;
    this.durability = durability;
    this.shard = shard;
    this.deadEdges = new DeadEdges(self);
  }

  void viewChanged(ClusterView newView, SortedSet<NodeId> newUnwanted, long now) {
    view = newView;
    unwanted = newUnwanted;
    deadEdges.viewChanged(view, now);
    blank.removeIf(id -> view.node(id).isEmpty());
    asking.keySet().removeIf(id -> view.node(id).isEmpty());
  }

  void blankSeen(NodeId node) {
    blank.add(node);
  }

  /**
   * Whether the shard has all its copies, and needs nothing that a node set aside before it asked.
   */
  boolean isWholeWithout(NodeId node, RaftCore core, long now) {
    asking.putIfAbsent(node, now);
    return core.isWholeWithout(node.name(), settings.replicas(), asking.get(node));
  }

  /** The cluster as the shard sees it, each node under the identity of its replica. */
  private ReplicaView replicas(RaftCore core) {
    return durability == Durability.MEMORY
        ? ReplicaView.ofProcesses(view, unwanted)
        : ReplicaView.of(view, unwanted, core.log().configuration(), blank);
  }

  /** Where the replicas are now. */
  List<Peer> whereabouts(RaftCore core) {
    return replicas(core).view().nodes().stream()
        .map(node -> new Peer(node.id(), node.address()))
        .toList();
  }

  /** Nodes whose replicas don't know yet that they are members no more. */
  List<Peer> forgotten(RaftCore core) {
    boolean sure = core.isLeader() && core.commit() >= core.log().configurationIndex();
    return sure ? replicas(core).forgotten() : List.of();
  }

  /** From now on this replica wants no leadership. */
  void stepAside() {
    steppingAside = true;
  }

  boolean isSteppingAside() {
    return steppingAside;
  }

  /** The next change of members or of leadership, if one is due. */
  Optional<Input> change(RaftCore core, long now) {
    ReplicaView replicas = replicas(core);
    return MembershipPlan.next(core, now, replicas.view(), replicas.unwanted(), settings.replicas())
        .map(action ->
            switch (action) {
              case MembershipPlan.Action.ChangeMembers change -> new Input.Change(change.change());
              case MembershipPlan.Action.HandOver handOver -> new Input.Transfer(handOver.target());
            });
  }

  /**
   * Of a transfer of leadership whose target has gone, or is on its way out and takes none any
   * more.
   */
  Optional<Input> giveUp(RaftCore core) {
    return core.role() instanceof Role.Leader leader
        ? leader
            .transfer()
            .filter(transfer -> !replicas(core).view().reaches(transfer.target()))
            .map(transfer -> new Input.GiveUpTransfer())
        : Optional.empty();
  }

  /** A transfer of leadership, if it lies elsewhere than it should. */
  Optional<Input> transfer(RaftCore core, long now) {
    return steppingAside ? handOver(core, now) : rebalance(core, now);
  }

  /**
   * To the preferred leader once it has been preferred for long enough. Where an operator chose the
   * leader, its office is left alone; an election that nobody asked for ends that choice.
   */
  private Optional<Input> rebalance(RaftCore core, long now) {
    if (core.term() == chosenFor) {
      return Optional.empty();
    }
    ReplicaView replicas = replicas(core);
    Optional<NodeId> preferred =
        MembershipPlan.preferredLeader(core, now, replicas.view(), replicas.unwanted(), shard);
    if (preferred.isEmpty()) {
      unevenSince = RaftCore.NEVER;
    } else if (unevenSince == RaftCore.NEVER) {
      unevenSince = now;
    } else if (now - unevenSince > settings.rebalanceAfter().toNanos()) {
      unevenSince = RaftCore.NEVER;
      return Optional.of(new Input.Transfer(preferred.get()));
    }
    return Optional.empty();
  }

  /**
   * An operator wants {@code target} to lead: its replica notes that, and whoever leads hands over.
   * The wish may reach the target before it takes office, in the term that comes next, or after.
   */
  Optional<Input> choose(RaftCore core, NodeId target) {
    NodeId chosen = ReplicaView.memberOn(target, core.log().configuration()).orElse(target);
    boolean leads = core.role() instanceof Role.Leader;
    if (chosen.equals(core.self())) {
      chosenFor = leads ? core.term() : core.term() + 1;
      return Optional.empty();
    }
    return leads ? Optional.of(new Input.Transfer(chosen)) : Optional.empty();
  }

  /**
   * A leader that hands over takes no more writes, so that its successor can catch up (thesis
   * §3.10).
   */
  static boolean isHandingOver(RaftCore core) {
    return core.role() instanceof Role.Leader leader && leader.transfer().isPresent();
  }

  /** Of the leadership, if this replica has it, to the one that is best placed. */
  Optional<Input> handOver(RaftCore core, long now) {
    return core.role() instanceof Role.Leader leader
        ? MembershipPlan.successor(core, leader, now, replicas(core).view())
            .map(Input.Transfer::new)
        : Optional.empty();
  }

  /** Members that have never answered their leader. */
  static List<Peer> uninvited(RaftCore core) {
    List<Peer> uninvited = new ArrayList<>();
    if (core.role() instanceof Role.Leader leader) {
      for (Member member : core.configuration().members()) {
        Progress progress = leader.peers().get(member.id());
        if (progress != null && progress.confirmedAt() == RaftCore.NEVER) {
          uninvited.add(member.peer());
        }
      }
    }
    return uninvited;
  }

  /** What closes the sessions of edges that are gone; to be proposed now. */
  List<Burst> forgetDeadEdges(RaftCore core, long now) {
    return core.isLeader() ? deadEdges.due(core, now) : List.of();
  }

  /** What {@link #forgetDeadEdges} said stands in the log of {@code core}. */
  void proposed(RaftCore core) {
    deadEdges.proposed(core);
  }

  /** Incarnations that an operator wants out, none at first. */
  static SortedSet<NodeId> nobody() {
    return new TreeSet<>();
  }
}
