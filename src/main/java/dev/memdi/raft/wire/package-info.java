/**
 * What leader mode says to other nodes, as bytes: a Pekko serializer over small codecs, one for
 * each concern. Every message is one <i>frame</i>: a head with what is encoded here, and behind it
 * the bytes that are bytes already (bursts, chunks of snapshots), which are copied and never
 * encoded again.
 *
 * <pre>
 *   manifest  message                      codec            head
 *   p1        Replicator.FromPeer          MessageCodec     from, to, lineage, tag, its fields
 *   w1        Replicator.Write             RequestCodec     number, burst, sequences, two actors
 *   r1        Replicator.Read              RequestCodec     number, reads, two actors
 *   l1        Replicator.ReadLocal         RequestCodec     reads, an actor
 *   c1        ShardReplica.ReadChanges     RequestCodec     prefix, from, an actor
 *   h1        Replicator.HandOver          ReplicaCodec     perhaps a node
 *   b1        ShardReplica.AboutBirth      BirthCodec       to, tag, its fields
 *   i1        ShardReplica.Invite          BirthCodec       founders, leader, to
 *   q1        ElectionCoordinator.Ask      ElectionCodec    from, to, lineage, candidacy, canvass
 *   v1        ElectionCoordinator.Answer   ElectionCodec    from, to, lineage, terms, answer, time
 *   x1        RejectedBurst                ReplicaCodec     shard, number, reason
 *   a1        Answers                      OutcomeCodec     shard, sequences with outcomes
 *   e1, e2    Changes                      ChangesCodec     shard, from, next, gap, events; causes
 * </pre>
 *
 * The digit of a manifest is the version of its frame. Whoever changes a frame gives it the next
 * one, and goes on reading the last; bytes of each version are kept in the tests. {@code
 * EntryCodec} is for logs on disk too: its tags never get another meaning.
 */
@NullMarked
package dev.memdi.raft.wire;

import org.jspecify.annotations.NullMarked;
