package dev.memdi.raft;

import dev.memdi.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Linearizable reads on their way: those not yet put to the core, and those it has under a token.
 */
final class ReadQueue {
  private final Map<Long, List<Replicator.Read>> asked = new HashMap<>();
  private List<Replicator.Read> waiting = new ArrayList<>();
  private long lastToken;

  void add(Replicator.Read read) {
    waiting.add(read);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Puts all that waits under one new token. */
  long token() {
    lastToken++;
    asked.put(lastToken, waiting);
    waiting = new ArrayList<>();
    return lastToken;
  }

  void serve(List<Long> tokens, ActorRef<Store.Command> store, long shardTime) {
    for (long token : tokens) {
      List<Replicator.Read> reads = asked.remove(token);
      if (reads != null) {
        for (Replicator.Read read : reads) {
          store.tell(new Store.Read(read.replyTo(), read.reads(), shardTime));
        }
      }
    }
  }

  void drop(List<Long> tokens, LongFunction<RejectedBurst> rejection) {
    for (long token : tokens) {
      List<Replicator.Read> reads = asked.remove(token);
      if (reads != null) {
        reads.forEach(read -> read.rejectTo().tell(rejection.apply(read.number())));
      }
    }
  }
}
