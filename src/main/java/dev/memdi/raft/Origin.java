package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.store.Image;
import java.util.Optional;

/**
 * What a replica begins with.
 *
 * @param founded how it came to be
 * @param image the applied state that it begins with, unless that is empty
 * @param exposed whether its log says that it acknowledged entries that may be missing there
 */
record Origin(Durable.Founded founded, RaftCore core, Optional<Image> image, boolean exposed) {
  /** A replica that comes to be now. */
  static Origin blank(Surroundings surroundings, Durable.Founded founded) {
    return new Origin(
        founded,
        RaftCore.blank(
            founded.self(),
            surroundings.parameters(),
            surroundings.rules(),
            founded.founder() ? founded.founders().configuration() : Configuration.NONE,
            surroundings.clock().nanos(),
            surroundings.clock().epochMillis()),
        Optional.empty(),
        false);
  }

  /** A replica that comes back with what it had made durable. */
  static Origin recovered(
      Surroundings surroundings,
      DurableState state,
      Durable.Founded founded,
      Optional<Image> image) {
    return new Origin(
        founded,
        RaftCore.recovered(
            founded.self(),
            surroundings.parameters(),
            surroundings.rules(),
            state,
            state.exposed() ? surroundings.random().nextLong() | 1 : 1,
            surroundings.clock().nanos(),
            surroundings.clock().epochMillis()),
        image,
        state.exposed());
  }

  /** Whether the replica may find out that it was never needed: if it has done nothing yet. */
  boolean mayTakeBirthBack() {
    return core.rules()
        .mayTakeBirthBack(DurableState.of(founded, core, core.log().baseIndex(), exposed));
  }

  Birth.Founders founders() {
    return founded.founders();
  }

  NodeId self() {
    return founded.self();
  }
}
