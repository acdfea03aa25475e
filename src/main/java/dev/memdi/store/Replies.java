package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Outcome;
import dev.memdi.api.SizeEstimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Gathers answers so that each requester gets one message for all that was applied at once, or a
 * few where they are large: no message grows beyond {@code mostBytes} by an answer that could go in
 * another.
 */
final class Replies {
  private final int shard;
  private final int mostBytes;
  private final Delivery delivery;
  private final Map<ActorRef<Answers>, List<Answers.Answer>> byRequester = new LinkedHashMap<>();
  private @Nullable ActorRef<Answers> last;
  private List<Answers.Answer> ofLast = List.of();

  Replies(int shard, int mostBytes, Delivery delivery) {
    this.shard = shard;
    this.mostBytes = mostBytes;
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
    byRequester.forEach(this::send);
    byRequester.clear();
    last = null;
    ofLast = List.of();
  }

  private void send(ActorRef<Answers> requester, List<Answers.Answer> answers) {
    int begin = 0;
    long bytes = 0;
    for (int i = 0; i < answers.size(); i++) {
      long size = SizeEstimate.of(answers.get(i).outcome());
      if (i > begin && bytes + size > mostBytes) {
        deliver(requester, answers.subList(begin, i), bytes);
        begin = i;
        bytes = 0;
      }
      bytes += size;
    }
    deliver(requester, answers.subList(begin, answers.size()), bytes);
  }

  private void deliver(ActorRef<Answers> requester, List<Answers.Answer> answers, long bytes) {
    delivery.deliver(
        requester, new Answers(shard, answers), (int) Math.min(bytes, Integer.MAX_VALUE));
  }
}
