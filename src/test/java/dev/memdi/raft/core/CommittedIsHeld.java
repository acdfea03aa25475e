package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Collection;
import java.util.Optional;

/**
 * What a leader commits by counting, a majority of voters holds at that moment, as far as the
 * leader can know: it can't know of a voter that is down, or of a life of which it has not heard.
 */
final class CommittedIsHeld implements Invariant {
  private final Collection<Host> hosts;

  CommittedIsHeld(Collection<Host> hosts) {
    this.hosts = hosts;
  }

  @Override
  public void stepped(Host host, RaftCore before, Input input, Step step) {
    RaftCore core = step.next();
    if (core.role() instanceof Role.Leader leader
        && before.isLeader()
        && core.commit() > before.commit()) {
      Invariant.require(
          core.configuration().majority(id -> id.equals(core.self()) || holds(id, core, leader)),
          this,
          "%s commits %d, which is held by less than a majority",
          host.id,
          core.commit());
    }
  }

  private boolean holds(NodeId id, RaftCore core, Role.Leader leader) {
    Optional<RaftCore> voter =
        hosts.stream().map(Host::core).filter(other -> other.self().equals(id)).findFirst();
    if (voter.isEmpty()) {
      return true;
    }
    Progress known = leader.peers().get(id);
    boolean unheardOf =
        voter.get().recall() instanceof Recall.Partial partial
            && (known == null || known.life() != partial.life());
    Log log = voter.get().log();
    return unheardOf
        || log.baseIndex() >= core.commit()
        || (log.holds(core.commit())
            && core.commit() > core.log().baseIndex()
            && log.termAt(core.commit()) == core.log().termAt(core.commit()));
  }
}
