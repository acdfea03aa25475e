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
  /** What is to be done once a linearizable read may be served, or cannot be. */
  interface Waiting {
    /** The store is behind all that is committed when a message to it arrives now. */
    void serve(ActorRef<Store.Command> store, long shardTime);

    void reject(LongFunction<RejectedBurst> rejection);
  }

  /** An edge's reads. */
  record OfEdge(Replicator.Read read) implements Waiting {
    @Override
    public void serve(ActorRef<Store.Command> store, long shardTime) {
      store.tell(new Store.Read(read.replyTo(), read.reads(), shardTime));
    }

    @Override
    public void reject(LongFunction<RejectedBurst> rejection) {
      read.rejectTo().tell(rejection.apply(read.number()));
    }
  }

  private final Map<Long, List<Waiting>> asked = new HashMap<>();
  private List<Waiting> waiting = new ArrayList<>();
  private long lastToken;

  void add(Waiting read) {
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
      List<Waiting> reads = asked.remove(token);
      if (reads != null) {
        reads.forEach(read -> read.serve(store, shardTime));
      }
    }
  }

  void drop(List<Long> tokens, LongFunction<RejectedBurst> rejection) {
    for (long token : tokens) {
      List<Waiting> reads = asked.remove(token);
      if (reads != null) {
        reads.forEach(read -> read.reject(rejection));
      }
    }
  }
}
