/**
 * Raft's core on trial: the paper and the thesis claim by claim, traces to read, and seeded runs of
 * whole groups.
 *
 * <pre>
 *   Subject          one replica, told one thing at a time           (unit tests)
 *   Scene            a few hosts and a network that waits to be told (scenarios, traces)
 *   CoreSimulation   a few hosts in a seeded, faulty world           (invariants after every step)
 *   Host             a replica with its disk, its state machine and its tally of votes
 * </pre>
 */
@NullMarked
package dev.memdi.raft.core;

import org.jspecify.annotations.NullMarked;
