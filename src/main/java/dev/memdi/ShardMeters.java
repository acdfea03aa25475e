package dev.memdi;

import dev.memdi.api.Burst;
import dev.memdi.api.Status;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one shard's replica on this node, each with the tags {@code shard} and {@code
 * keyspace}. As Prometheus names them:
 *
 * <pre>
 *   memdi_raft_role                        0 unborn, 1 learner, 2 follower, 3 candidate, 4 leader
 *   memdi_raft_failed                      1 if the replica has stopped for good
 *   memdi_raft_forgetful                   1 while it may lack what it acknowledged before it stopped
 *                                          without warning: it counts in no election until caught up
 *   memdi_raft_set_aside                   1 while its damaged log is kept, since it is not healed yet
 *   memdi_raft_majority_lost               1 while so many voters are that nobody can be elected
 *                                          without risking a loss
 *   memdi_raft_term                        its term
 *   memdi_raft_commit_index                it knows the log as committed up to here
 *   memdi_raft_applied_index               its table holds the log up to here
 *   memdi_raft_log_bytes                   the log that it keeps, snapshots not counted
 *   memdi_store_keys                       the keys in its table
 *   memdi_store_bytes                      their bytes and those of their values
 *   memdi_raft_elections_total             elections that it has stood in
 *   memdi_raft_leadership_changes_total    times that it took or lost the leadership
 *   memdi_raft_lossy_elections_total       times that it took the leadership although acknowledged
 *                                          writes may be missing
 *   memdi_raft_proposals_total             operations that it has appended as leader
 *   memdi_raft_snapshots_installed_total   snapshots of its leader that took the place of its table
 *   memdi_raft_lost_writes_total           writes that were removed from its log and are in no other
 *   memdi_raft_reads_total                 groups of linearizable reads that it let through as leader,
 *                                          by="lease" at once, by="index" after asking a majority
 * </pre>
 */
final class ShardMeters {
  private final Counter elections;
  private final Counter leadershipChanges;
  private final Counter lossyElections;
  private final Counter proposals;
  private final Counter snapshotsInstalled;
  private final Counter readsByLease;
  private final Counter readsByIndex;

  ShardMeters(int shard, String keyspace, ReplicaBoard replica, MeterRegistry registry) {
    Tags tags = Tags.of("shard", Integer.toString(shard), "keyspace", keyspace);
    gauge(registry, tags, "memdi.raft.role", replica, r -> number(r.role()));
    gauge(registry, tags, "memdi.raft.failed", replica, r -> r.failure().isPresent() ? 1 : 0);
    gauge(registry, tags, "memdi.raft.forgetful", replica, r -> r.isForgetful() ? 1 : 0);
    gauge(registry, tags, "memdi.raft.set.aside", replica, r -> r.hasSetAside() ? 1 : 0);
    gauge(registry, tags, "memdi.raft.majority.lost", replica, r -> r.hasLostMajority() ? 1 : 0);
    gauge(registry, tags, "memdi.raft.term", replica, ReplicaBoard::term);
    gauge(registry, tags, "memdi.raft.commit.index", replica, ReplicaBoard::commitIndex);
    gauge(registry, tags, "memdi.raft.applied.index", replica, ReplicaBoard::appliedIndex);
    gauge(registry, tags, "memdi.raft.log.bytes", replica, ReplicaBoard::logBytes);
    gauge(registry, tags, "memdi.store.keys", replica, ReplicaBoard::keys);
    gauge(registry, tags, "memdi.store.bytes", replica, ReplicaBoard::bytes);
    FunctionCounter.builder("memdi.raft.lost.writes", replica, r -> r.losses().lost())
        .tags(tags)
        .register(registry);
    elections = counter("memdi.raft.elections", tags).register(registry);
    leadershipChanges = counter("memdi.raft.leadership.changes", tags).register(registry);
    lossyElections = counter("memdi.raft.lossy.elections", tags).register(registry);
    proposals = counter("memdi.raft.proposals", tags).register(registry);
    snapshotsInstalled = counter("memdi.raft.snapshots.installed", tags).register(registry);
    readsByLease = counter("memdi.raft.reads", tags).tag("by", "lease").register(registry);
    readsByIndex = counter("memdi.raft.reads", tags).tag("by", "index").register(registry);
  }

  void stepped(RaftCore before, Input input, Step step) {
    if (input instanceof Input.Propose propose && before.isLeader()) {
      proposals.increment(propose.bursts().stream().mapToInt(Burst::count).sum());
    }
    count(input, step.next(), step.now());
    count(input, step.next(), step.afterPersist());
  }

  private void count(Input input, RaftCore core, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.ServeReads serve) {
        // a lease answers the very read that is asked for, or none
        boolean byLease =
            core.parameters().leaseReads()
                && input instanceof Input.Read read
                && serve.tokens().equals(List.of(read.token()));
        (byLease ? readsByLease : readsByIndex).increment(serve.tokens().size());
      } else if (effect instanceof Effect.TermBegun) {
        elections.increment();
      } else if (effect instanceof Effect.TookOffice || effect instanceof Effect.LeftOffice) {
        leadershipChanges.increment();
        if (effect instanceof Effect.TookOffice office && office.lossy()) {
          lossyElections.increment();
        }
      } else if (effect instanceof Effect.InstallImage) {
        snapshotsInstalled.increment();
      }
    }
  }

  private static int number(Status.Role role) {
    return switch (role) {
      case UNBORN -> 0;
      case LEARNER -> 1;
      case FOLLOWER -> 2;
      case CANDIDATE -> 3;
      case LEADER -> 4;
    };
  }

  private static void gauge(
      MeterRegistry registry,
      Tags tags,
      String name,
      ReplicaBoard replica,
      ToDoubleFunction<ReplicaBoard> value) {
    Gauge.builder(name, replica, value).tags(tags).strongReference(true).register(registry);
  }

  private static Counter.Builder counter(String name, Tags tags) {
    return Counter.builder(name).tags(tags);
  }
}
