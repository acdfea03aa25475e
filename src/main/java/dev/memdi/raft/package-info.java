/**
 * A replica of a shard: a small supervised family of typed actors that act out what {@link
 * dev.memdi.raft.core} decides.
 *
 * <pre>
 *   ShardReplica (birth, supervision)
 *    ├─ Replicator           the only owner of term, vote, log, commit index; drives RaftCore
 *    ├─ ElectionCoordinator  when to campaign; canvasses, polls, tallies; owns nothing durable
 *    ├─ HeartbeatMonitor     time: when a beat is due, when a leader is silent
 *    └─ Store                applies what is committed, answers, makes snapshots
 *
 *   HeartbeatMonitor ─Suspect─► ElectionCoordinator ─BeginTerm, TakeOffice─► Replicator
 *          ▲──────────────── signs of life ────────────────────────────────────┘
 * </pre>
 *
 * A replicator is one actor, in parts:
 *
 * <pre>
 *   edges ── Write, Read ──► Intake ──┐               ┌──► Performer ──► store, family, peers
 *   time, cluster ─► Steward, Upkeep ─┼─ Input ► Stepper ─ Effect
 *   peers ── FromPeer ────────────────┘  (core)       └──► LogWriter, and what waits for it
 * </pre>
 *
 * Where there is a log ({@link dev.memdi.durable.DurableLog}), a replica goes through stages, and
 * its replicator and election coordinator, whom other nodes know by their paths, outlive each
 * family:
 *
 * <pre>
 *   RecoveringReplica ─ nothing found ─► UnbornReplica ─ birth, invitation ─► BornReplica
 *      ▲  └───────────── founded before ──────────────────────────────────────►  │
 *      └──────────────── the log failed, or the replica was removed ─────────────┘
 *
 *   Replicator ─ Step ─► WriteAhead (order) ─ LogWriter ─► DurableLog
 * </pre>
 *
 * Messages between nodes are {@link dev.memdi.raft.Remote}; they name the incarnation that they are
 * meant for and the shard's lineage, and are ignored by any other.
 */
@NullMarked
package dev.memdi.raft;

import org.jspecify.annotations.NullMarked;
