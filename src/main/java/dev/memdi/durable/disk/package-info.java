/**
 * The disk as the log sees it: a directory of files that can be written, forced and lost. The real
 * one is {@link dev.memdi.durable.disk.FileDisk}; the simulator has its own.
 */
@NullMarked
package dev.memdi.durable.disk;

import org.jspecify.annotations.NullMarked;
