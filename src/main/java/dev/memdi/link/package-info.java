/**
 * The short way between nodes: one TCP connection for each pair of them, on which the messages of
 * the data path travel (replicators' to each other, bursts of writes and reads, their answers).
 * Membership, births, elections and everything large stay with Pekko's remoting, and so does the
 * data path wherever there is no link. Why there is one: docs/decisions/0002-links.md.
 *
 * <p>Words: a <i>link</i> is such a connection, used in both directions; an <i>offer</i> is one
 * life of a node saying to one life of another where its links begin, and by which <i>token</i> it
 * will know who comes; a <i>loop</i> is a thread that waits for the network and runs actors. The
 * node whose identity is the smaller one connects.
 *
 * <pre>
 *   b: Links ──Offer(port, token)── Pekko's remoting ──► a: Links
 *   a: Links ──connect, hello(token)── TCP ──► b: Acceptor ── known? ──► welcome
 *
 *   Post ─► Switchboard ─(address)─► Link ══ frames ══► Link ─► actor
 *              │                      └ encodes at once, flushes when the loop has nothing else to run
 *              └ no link, or too much on its way: "not taken", and Pekko's remoting takes it
 * </pre>
 *
 * A loop runs the actors of the data path too ({@code memdi-dispatcher}): what a message from
 * another node sets off, answers included, happens on the thread that read it, and no thread has to
 * be woken. The edges' connections are taken by the same threads ({@link
 * dev.memdi.link.LoopExecutor#threadsOf}).
 *
 * <p>A link loses what is on its way when it breaks, and never repeats. It is closed when nothing
 * was heard for 2 seconds ({@link dev.memdi.link.Link#SILENT_LOOKS}), so that a network that
 * swallows packets does not stop the data path for longer than it would stop Pekko's remoting.
 */
@NullMarked
package dev.memdi.link;

import org.jspecify.annotations.NullMarked;
