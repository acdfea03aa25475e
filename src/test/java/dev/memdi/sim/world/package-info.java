/**
 * Deterministic simulation: the real actors of a whole cluster on one thread, in virtual time, from
 * one seed.
 *
 * <p>A {@link dev.memdi.sim.world.World} owns everything that is otherwise left to chance: which
 * actor runs next, what time it is, when a message arrives, if at all. Each {@link
 * dev.memdi.sim.world.SimNode} in it is a real ActorSystem whose dispatchers, scheduler and
 * remoting are replaced through Pekko's own extension points; actors, mailboxes, serializers and
 * actor refs are the production ones and know nothing of it.
 *
 * <pre>
 *   n1            n2            n3          nodes: real ActorSystems, one life after another
 *   ready tasks   ready tasks   ready tasks   (mailboxes that have a message, futures' callbacks)
 *   timers        timers        timers        (on the node's own clock: rate and offset)
 *      \             |             /
 *       +---------- World --------+         picks a ready task at random; when there is none,
 *      /             |             \        lets time jump to the next timer or arrival
 *   seed          network         trace
 *                 bytes; loss,    a hash of every decision,
 *                 delay, cuts     and its lines when wanted
 * </pre>
 *
 * <p>Words: a <em>node</em> is a machine with a name and a clock; a <em>life</em> is one
 * incarnation of its process, from start to kill; a <em>task</em> is what an actor system gives to
 * an executor; an <em>event</em> is what happens at a given time; a <em>step</em> is one task or
 * one event. A <em>fault</em> is anything done to nodes or network on purpose: a {@link
 * dev.memdi.sim.world.FaultScript} is a list of them drawn from a seed, and a {@link
 * dev.memdi.sim.world.Nemesis} carries it out.
 *
 * <p>What breaks determinism is code that takes time, randomness or threads from the JVM: {@code
 * System.nanoTime}, {@code randomUUID}, any {@code *Async}, {@code ask} from Java (its callbacks
 * hop to the common pool), iteration over {@code Set.of} or over maps with identity hashes. Work
 * that another thread hands in fails the run at once. The JVM needs {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED}.
 */
@NullMarked
package dev.memdi.sim.world;

import org.jspecify.annotations.NullMarked;
