/**
 * Properties that hold after every step of a simulated cluster, each a class whose name is the
 * sentence.
 */
@org.jspecify.annotations.NullMarked
package dev.memdi.sim.invariant;
