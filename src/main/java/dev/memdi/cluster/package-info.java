/**
 * The nodes of the cluster: who is there, how one gets in and out, hints that one died, and how
 * they reach each other. Membership, gossip and failure detection are Pekko Cluster's; this package
 * is where memdi meets it and, beside the composition root, the only one that may.
 *
 * <p>Words: a node's <i>role</i> is what it tells of itself in gossip ({@link
 * dev.memdi.cluster.NodeRole}); the <i>view</i> is the nodes as this one sees them now; a
 * <i>lifeline</i> is an idle connection to another node that breaks when its process ends; a node
 * is <i>down</i> once somebody decided that this life of it is over, which lets its next life in.
 *
 * <pre>
 *   Joining ──JoinSeedNodes──► Pekko Cluster ──events──► Members ──ClusterView──► its receiver
 *   Departure ──Leave, Down──►      ▲                                                  │
 *                                   │ Down                                             ▼
 *                                Downing ◄──vacant(node)── Lifelines ◄──────── ClusterView
 *                                                          Lifelines ──lost(node)──► suspicion
 * </pre>
 *
 * Membership is a hint and a convenience: a shard's members change through its log alone, so no
 * decision of this package can split one or lose a write.
 *
 * <p>References to other nodes' actors are written here too, and messages that are larger than a
 * frame of the transport find their way:
 *
 * <pre>
 *   Post.send(to, message, size)
 *     ├─ on this node, or small ──► to
 *     ├─ small, and Express takes it ──(dev.memdi.link)──► to
 *     └─ large ──► Parcel ──(large-message stream)──► Bulk of the other node ──► to
 *
 *   frame of a parcel (manifest p1): head with the actor, the message's serializer and its
 *   manifest | the message as its own serializer writes it
 * </pre>
 */
@NullMarked
package dev.memdi.cluster;

import org.jspecify.annotations.NullMarked;
