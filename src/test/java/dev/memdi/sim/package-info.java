/**
 * Simulated clusters of memdi: the real actors of several nodes on one thread, under a seed, with
 * clients whose histories are judged and invariants that are checked after every step.
 *
 * <pre>
 *   Simulation(seed, Scenario)
 *     ├─ Cluster      nodes (NodeGuardian in dev.memdi.sim.world's machines), their view of each other
 *     ├─ Workload     clients at random nodes, their history (dev.memdi.check)
 *     ├─ Faults       what goes wrong and when
 *     └─ Watchers     invariants (dev.memdi.sim.invariant)
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package dev.memdi.sim;
