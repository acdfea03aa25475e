/**
 * memdi: a distributed in-memory key-value store on Apache Pekko.
 *
 * <p>This package is the composition root: the only place that may know every other package.
 */
@NullMarked
package dev.memdi;

import org.jspecify.annotations.NullMarked;
