package dev.memdi.raft.core;

import java.util.Collection;
import java.util.List;

/** Something that must hold of a group of replicas at all times; throws as soon as it does not. */
interface Invariant {
  default void stepped(Host host, RaftCore before, Input input, Step step) {}

  default void acting(Host host, Effect effect) {}

  default void applied(Host host, List<Machine.State> states) {}

  /** All of them, for a run among {@code hosts}. */
  static List<Invariant> all(Collection<Host> hosts) {
    Committed committed = new Committed();
    return List.of(
        committed,
        new Invariants.OneLeaderPerTerm(),
        new Invariants.VotesOncePerTerm(),
        new Invariants.LogMatching(),
        new Invariants.LeaderCompleteness(committed),
        new Invariants.CommittedNeverLost(committed),
        new Invariants.StateMachineSafety(),
        new Invariants.ConfigurationsAgree(),
        new Invariants.LeasesNeverOverlap(hosts),
        new CommittedIsHeld(hosts),
        new NoVoteAfterAmnesia(),
        new Invariants.ReadsSeeWhatWasCommitted(committed));
  }

  static void require(boolean holds, Invariant invariant, String format, Object... arguments) {
    if (!holds) {
      throw new AssertionError(
          invariant.getClass().getSimpleName() + ": " + format.formatted(arguments));
    }
  }
}
