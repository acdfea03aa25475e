/**
 * The {@code memdi} command: what stands between a shell and a node.
 *
 * <pre>
 *   memdi node    options, file, system properties ─ NodeConfig ─► Config ─► whoever starts the node
 *                 while it serves, IdleHeap gives memory back that a busy time has left (G1Heap)
 *   memdi local   LocalCommand ─► LocalCluster ─ child processes "memdi node …" ─ one log file each
 *                                     │  └─ Readiness asks each for /health/ready
 *                                     └─ stops them all when it is stopped; a child whose parent
 *                                        is gone stops by itself (ParentWatch)
 *   memdi log     LogCommand ─► whoever reads a node's directory
 *   memdi backup  BackupCommand ◄─ NodeClient ◄─ a node, shard by shard;  ─► backup.BackupWriter ─► file
 *   memdi restore RestoreCommand ◄─ backup.BackupReader ◄─ file;  ─► NodeClient ─► a node, burst by burst
 * </pre>
 *
 * Exit codes: 0 done, 1 it could not be done, 2 the command line or the configuration is wrong.
 */
@NullMarked
package dev.memdi.cli;

import org.jspecify.annotations.NullMarked;
