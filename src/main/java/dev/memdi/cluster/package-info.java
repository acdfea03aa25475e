/**
 * The nodes to each other: how references to actors are written, and how a message finds its way
 * that is larger than a frame of the transport.
 *
 * <pre>
 *   Post.send(to, message, size)
 *     ├─ small, or on this node ──► to
 *     └─ large ──► Parcel ──(large-message stream)──► Bulk of the other node ──► to
 *
 *   frame of a parcel (manifest p1): head with the actor, the message's serializer and its
 *   manifest | the message as its own serializer writes it
 * </pre>
 */
@NullMarked
package dev.memdi.cluster;

import org.jspecify.annotations.NullMarked;
