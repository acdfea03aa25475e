/**
 * The Redis protocol: bytes to {@link dev.memdi.api.Operation}, {@link dev.memdi.api.Outcome} to
 * bytes. No logic of its own beyond protocol and mapping.
 *
 * <pre>
 *   bytes ─► Connection ─► Inbox, RequestParser: what one read brought, in order
 *                                 ▼
 *             Execution: as many as go on together
 *                 │  CommandTable: name → Command → Plan
 *                 ├─ a look at one key before which nothing waits: at once, if this node may
 *                 ▼
 *             Round: the steps of the others, gathered by shard
 *                 │ one Operation for each shard          ▲ one Outcome for each
 *                 ▼                                       │
 *              Router ────────────────────────────────────┘
 *                                 ▼
 *   bytes ◄─ ReplyWriter ◄─ Reply, in the order of the requests, in one piece for the round;
 *            sent when the thread has looked at all that came, whichever the connection
 * </pre>
 *
 * <p>Words: a <i>client</i> is one connection and what it has said of itself; a <i>plan</i> is what
 * a command needs of the store; a <i>round</i> is as many commands as go on together. A connection
 * has one round at a time: what arrives meanwhile is the next one. So commands on one key take
 * effect in the order in which they were sent, and a pipeline costs one message for each shard.
 */
@NullMarked
package dev.memdi.edge.resp;

import org.jspecify.annotations.NullMarked;
