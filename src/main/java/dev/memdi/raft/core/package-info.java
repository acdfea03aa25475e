/**
 * The decisions of leader mode, as pure values: Raft as in Ongaro's thesis ("the thesis" in the
 * comments; section numbers are its own) and the Raft paper.
 *
 * <pre>
 *                 now, Input                       persist     (make durable)
 *   RaftCore ───────────────────► RaftCore.step ─► now         (may be sent at once)
 *   (a value)                     (pure)           afterPersist(must wait for durability)
 *                                                  next        (the next RaftCore)
 * </pre>
 *
 * One step works on a {@link dev.memdi.raft.core.Draft} of the state; the concerns are apart:
 * {@link dev.memdi.raft.core.Elections} (votes, terms, office), {@link
 * dev.memdi.raft.core.Replication} (the leader's side of the log), {@link
 * dev.memdi.raft.core.Following} (the follower's), {@link dev.memdi.raft.core.Reading} (read index
 * and lease), {@link dev.memdi.raft.core.Membership} (configuration changes, transfer), {@link
 * dev.memdi.raft.core.Imaging} (snapshots over the network). Each decision that safety rests on is
 * one method of {@link dev.memdi.raft.core.SafetyRules}.
 *
 * <p>Words: an <i>entry</i> covers one or more consecutive <i>indices</i>, one for each write in
 * it, and is never cut; <i>last</i> is its last index. Times named {@code now} are nanoseconds of
 * the node's own monotonic clock.
 */
@NullMarked
package dev.memdi.raft.core;

import org.jspecify.annotations.NullMarked;
