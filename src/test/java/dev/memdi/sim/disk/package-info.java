/**
 * A disk made of memory, as unkind as a real one: it loses, tears and reorders what was not forced,
 * fails, fills up, is slow and rots, all as its random generator decides.
 *
 * <p>A {@link dev.memdi.sim.disk.SimDisk} is the place; it outlives every crash. {@link
 * dev.memdi.sim.disk.SimDisk#open} gives one process after the other a {@link
 * dev.memdi.durable.disk.Disk} on it, and {@link dev.memdi.sim.disk.SimDisk#crash} takes it away
 * again. What goes wrong while it runs is said by its {@link dev.memdi.sim.disk.DiskTroubles}.
 */
@NullMarked
package dev.memdi.sim.disk;

import org.jspecify.annotations.NullMarked;
