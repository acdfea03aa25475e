package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Gathers answers so that each requester gets one message for all that was applied at once. */
final class Replies {
  private final int shard;
  private final Delivery delivery;
  private final Map<ActorRef<Answers>, List<Answers.Answer>> byRequester = new LinkedHashMap<>();
  private @Nullable ActorRef<Answers> last;
  private List<Answers.Answer> ofLast = List.of();

  Replies(int shard, Delivery delivery) {
    this.shard = shard;
    this.delivery = delivery;
  }

  void add(ActorRef<Answers> requester, long sequence, Outcome outcome) {
    if (!requester.equals(last)) {
      last = requester;
      ofLast = byRequester.computeIfAbsent(requester, _ -> new ArrayList<>());
    }
    ofLast.add(new Answers.Answer(sequence, outcome));
  }

  /** Sends everything, in the order in which the requesters first turned up. */
  void send() {
    byRequester.forEach(
        (requester, answers) -> delivery.deliver(requester, new Answers(shard, answers)));
    byRequester.clear();
    last = null;
    ofLast = List.of();
  }
}
