/**
 * For the tests of applications that embed memdi: a whole cluster in one JVM, whose nodes can be
 * stopped, killed and started again.
 *
 * <pre>
 *   MemdiTestKit ─┬─ node 0   an actor system of its own, with its Memdi
 *                 ├─ node 1      │ they reach each other over loopback,
 *                 └─ node n      │ on ports that were free
 * </pre>
 */
@NullMarked
package dev.memdi.testkit;

import org.jspecify.annotations.NullMarked;
