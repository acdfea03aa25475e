/**
 * What lasts: the event-sourced log of a replica, on any Pekko Persistence journal; below it
 * memdi's own embedded one, and the disk that it writes to.
 */
@NullMarked
package dev.memdi.durable;

import org.jspecify.annotations.NullMarked;
