package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import java.util.List;
import java.util.Optional;

/** Has done what a {@link Steward} says, at each beat and whenever the cluster changes. */
final class Upkeep {
  private final Steward steward;
  private final Birth.Founders founders;
  private final Clock clock;
  private final Performer performer;
  private final Stepper stepper;

  Upkeep(
      Steward steward, Birth.Founders founders, Clock clock, Performer performer, Stepper stepper) {
    this.steward = steward;
    this.founders = founders;
    this.clock = clock;
    this.performer = performer;
    this.stepper = stepper;
  }

  void beat() {
    stepper.step(new Input.Beat());
    performer.invite(Steward.uninvited(core()), founders);
    performer.dismiss(steward.forgotten(core()), core().term());
    manage();
    List<Burst> due =
        Steward.isHandingOver(core()) ? List.of() : steward.forgetDeadEdges(core(), clock.nanos());
    if (!due.isEmpty()) {
      stepper.step(new Input.Propose(due)); // past the queue of writes: nobody is to be answered
      steward.proposed(core());
    }
  }

  void viewChanged(Replicator.ViewChanged changed) {
    steward.viewChanged(changed.view(), changed.unwanted(), clock.nanos());
    steward.whereabouts(core()).forEach(performer.addresses()::learn);
    manage();
  }

  void askedIfNeeded(Peer node) {
    if (steward.isWholeWithout(node.id(), core(), clock.nanos())) {
      performer.tellNotNeeded(node);
    }
  }

  private void manage() {
    steward.giveUp(core()).ifPresent(stepper::step);
    steward.change(core(), clock.nanos()).ifPresent(stepper::step);
    steward.transfer(core(), clock.nanos()).ifPresent(stepper::step);
  }

  /** Of leadership: to that node, or to the one that is best placed. */
  void handOver(Optional<NodeId> target) {
    target
        .map(node -> steward.choose(core(), node))
        .orElseGet(() -> steward.handOver(core(), clock.nanos()))
        .ifPresent(stepper::step);
  }

  void stepAside() {
    steward.stepAside();
    handOver(Optional.empty());
  }

  private RaftCore core() {
    return stepper.core();
  }
}
