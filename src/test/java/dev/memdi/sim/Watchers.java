package dev.memdi.sim;

import dev.memdi.api.NodeId;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.ReplicaListener;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.LossRules;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.sim.invariant.AppliedPrefixesAgree;
import dev.memdi.sim.invariant.CommitOnlyGrows;
import dev.memdi.sim.invariant.CommittedIsHeld;
import dev.memdi.sim.invariant.CommittedNeverLost;
import dev.memdi.sim.invariant.Invariant;
import dev.memdi.sim.invariant.LeasesNeverOverlap;
import dev.memdi.sim.invariant.LedgersTellTheTruth;
import dev.memdi.sim.invariant.LogsMatch;
import dev.memdi.sim.invariant.MembersAgree;
import dev.memdi.sim.invariant.NoVoteAfterAmnesia;
import dev.memdi.sim.invariant.OneBirthPerShard;
import dev.memdi.sim.invariant.OneLeaderPerTerm;
import dev.memdi.sim.invariant.OneVotePerTerm;
import dev.memdi.sim.world.World;
import dev.memdi.store.StateMachine;
import dev.memdi.store.StoreListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Shows every step of every replica to every invariant, and keeps the latest state of each replica.
 */
final class Watchers implements Invariant.Replicas {
  private record Place(int shard, String node) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byShard = Integer.compare(shard, other.shard);
      return byShard != 0 ? byShard : node.compareTo(other.node);
    }
  }

  private record Held(RaftCore core, LongSupplier clock) {}

  private final World world;
  private final CommittedNeverLost committed = new CommittedNeverLost();
  private final LedgersTellTheTruth ledgers;
  private final List<Invariant> invariants;
  private final TreeMap<Place, Held> replicas = new TreeMap<>();
  private final Coverage coverage;

  Watchers(World world, Coverage coverage, LossRules lossRules) {
    this.world = world;
    this.coverage = coverage;
    this.ledgers = new LedgersTellTheTruth(lossRules);
    this.invariants =
        List.of(
            new OneLeaderPerTerm(),
            new OneVotePerTerm(),
            committed,
            new LogsMatch(),
            new LeasesNeverOverlap(),
            new AppliedPrefixesAgree(),
            new OneBirthPerShard(),
            new NoVoteAfterAmnesia(),
            new CommittedIsHeld(),
            new CommitOnlyGrows(),
            new MembersAgree(),
            ledgers);
  }

  /** For one life of a node. */
  ReplicaListener replicaListener(String node, LongSupplier clock) {
    return new ReplicaListener() {
      @Override
      public void stepped(int shard, RaftCore before, Input input, Step step) {
        replicas.put(new Place(shard, node), new Held(step.next(), clock));
        coverage.stepped(before, input, step);
        check(i -> i.stepped(shard, before, input, step, Watchers.this));
      }

      @Override
      public void settled(int shard, NodeId self, List<Effect> effects) {
        check(i -> i.settled(shard, self, effects));
      }

      @Override
      public void suspended(int shard, Throwable cause) {
        coverage.count(DurableLog.isDamage(cause) ? "log given up" : "log failed");
        replicas.remove(new Place(shard, node));
      }

      @Override
      public void setAside(int shard, Optional<String> place) {
        place.ifPresent(there -> coverage.count("log set aside"));
      }

      @Override
      public void failed(int shard, Throwable cause) {
        world.fail(
            new IllegalStateException(node + ": the replica of shard " + shard + " failed", cause));
      }
    };
  }

  StoreListener storeListener(String node, int shard) {
    return new StoreListener() {
      @Override
      public void applying(StateMachine state) {
        replicaOn(shard, node).ifPresent(replica -> check(i -> i.applying(shard, replica, state)));
      }

      @Override
      public void applied(long firstIndex, long lastIndex, StateMachine state) {
        check(i -> i.applied(shard, node, lastIndex, state));
      }

      @Override
      public void installed(StateMachine state) {
        coverage.count("snapshot installed");
        check(i -> i.applied(shard, node, state.appliedIndex(), state));
      }
    };
  }

  /** The identity of a node's replica, if it has one now. */
  Optional<NodeId> replicaOn(int shard, String node) {
    return Optional.ofNullable(replicas.get(new Place(shard, node)))
        .map(held -> held.core().self());
  }

  private void check(java.util.function.Consumer<Invariant> check) {
    try {
      invariants.forEach(check);
    } catch (Invariant.BrokenInvariant e) {
      world.fail(e);
    }
  }

  /** The process of a node is gone, and all that it knew. */
  void died(String node) {
    replicas.keySet().removeIf(place -> place.node().equals(node));
  }

  @Override
  public Iterable<Invariant.Replica> of(int shard) {
    List<Invariant.Replica> found = new ArrayList<>();
    replicas.forEach((place, held) -> {
      if (place.shard() == shard) {
        found.add(new Invariant.Replica(held.core(), held.clock().getAsLong()));
      }
    });
    return found;
  }

  /** Whether writes were taken out of a log and looked for in its ledger, and some called lost. */
  void countLosses() {
    if (ledgers.noted() > 0) {
      coverage.count("write removed");
    }
    if (ledgers.lost() > 0) {
      coverage.count("write lost");
    }
  }

  long highestCommitted(int shard) {
    return committed.highest(shard);
  }
}
