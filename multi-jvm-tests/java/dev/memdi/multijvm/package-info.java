/**
 * What real node processes do when they are killed, stopped, cut off, restarted, taken in and taken
 * out while clients work. Each test ends with the same two questions: is the history of what the
 * clients saw linearizable, and is every acknowledged write still there?
 *
 * <pre>
 *   test ── RealCluster ── Node ── a process: kill, pause, terminate, start again
 *     │         ├── Wiring ── Wire ── what a node sends to another, until it is cut
 *     │         └── Disks ── where nodes keep their logs, if they do
 *     └──── HttpClients ── HttpForm ── operations as requests, answers as outcomes
 *               └── Ledger ── keys that were written once and have to stay
 * </pre>
 *
 * What the processes wrote stays in {@code target/multi-jvm/<test>} if the test failed.
 */
@NullMarked
package dev.memdi.multijvm;

import org.jspecify.annotations.NullMarked;
