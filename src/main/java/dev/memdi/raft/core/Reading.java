package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;

/** Linearizable reads without writing to the log (thesis §6.4). */
final class Reading {
  private Reading() {}

  static void read(Draft d, long token) {
    if (!d.leads()) {
      d.effect(new Effect.DropReads(List.of(token)));
      return;
    }
    Role.Leader leader = d.leader();
    boolean knowsCommit = d.rules.mayServeReads(d.commit, leader.firstIndex());
    if (knowsCommit
        && d.rules.holdsLease(
            d.now, d.majorityConfirmedAt(), d.parameters, leader.leaseForfeited())) {
      d.effect(new Effect.ServeReads(List.of(token)));
      return;
    }
    List<Role.PendingRead> reads = new ArrayList<>(leader.reads());
    reads.add(new Role.PendingRead(token, d.now));
    d.reads(reads);
    Replication.sendToAll(d, true);
    serveConfirmed(d);
  }

  /** The latest moment of which it is known that a majority held this leader for one. */
  static long majorityConfirmedAt(
      Configuration configuration, Role.Leader leader, NodeId self, long now) {
    return configuration.majorityHas(id -> {
      if (id.equals(self)) {
        return now;
      }
      Progress progress = leader.peers().get(id);
      return progress == null ? RaftCore.NEVER : progress.confirmedAt();
    });
  }

  /** Serves the waiting reads whose round of beats a majority has answered. */
  static void serveConfirmed(Draft d) {
    Role.Leader leader = d.leader();
    if (leader.reads().isEmpty() || !d.rules.mayServeReads(d.commit, leader.firstIndex())) {
      return;
    }
    long confirmedAt = d.majorityConfirmedAt();
    List<Long> served = new ArrayList<>();
    List<Role.PendingRead> waiting = new ArrayList<>();
    for (Role.PendingRead read : leader.reads()) {
      if (d.rules.isConfirmed(read.requestedAt(), confirmedAt)) {
        served.add(read.token());
      } else {
        waiting.add(read);
      }
    }
    if (!served.isEmpty()) {
      d.reads(waiting);
      d.effect(new Effect.ServeReads(served));
    }
  }
}
