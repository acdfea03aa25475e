/**
 * From a key to the shard that holds it to the replica that serves it. Edges and embedding
 * applications hand their requests to the {@link dev.memdi.routing.Router}; it numbers, batches,
 * sends and repeats them until they are answered, exactly once, or their time is up.
 */
@NullMarked
package dev.memdi.routing;

import org.jspecify.annotations.NullMarked;
