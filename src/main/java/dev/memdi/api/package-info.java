/**
 * The vocabulary of memdi: what a client can ask ({@link dev.memdi.api.Operation}), how it wants it
 * done ({@link dev.memdi.api.Ack}, {@link dev.memdi.api.Consistency}) and what it is told ({@link
 * dev.memdi.api.Outcome}). Plain immutable values on the JDK alone; every other package speaks it.
 *
 * <pre>
 *   Request( Operation, Ack | Consistency, timeout )
 *       Operation = Read  (Get, Contains, GetMany, Scan, Count)
 *                 | Write (Set, Delete, Increment, Append, SetMany, Batch, Steps)
 *   Outcome   = Done(Result, Assurance) | Refused(Refusal) | Unknown(why)
 * </pre>
 */
@NullMarked
package dev.memdi.api;

import org.jspecify.annotations.NullMarked;
