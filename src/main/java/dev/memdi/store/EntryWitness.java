package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Outcome;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Takes the outcomes of one entry's commands to those who wait for them. */
final class EntryWitness implements StateMachine.Witness {
  private final Replies replies;
  private final Expiry expiry;
  private List<Optional<ActorRef<Answers>>> requesters = List.of();

  EntryWitness(Replies replies, Expiry expiry) {
    this.replies = replies;
    this.expiry = expiry;
  }

  /** The next entry's bursts come from those: one for each, or nobody knows of whom. */
  void begin(List<Optional<ActorRef<Answers>>> ofEntry) {
    requesters = ofEntry;
  }

  @Override
  public void answered(int burst, long sequence, Outcome outcome) {
    if (!requesters.isEmpty()) {
      requesters.get(burst).ifPresent(requester -> replies.add(requester, sequence, outcome));
    }
  }

  @Override
  public void expired(long untilMillis) {
    expiry.applied(untilMillis);
  }
}
