package dev.memdi.raft;

import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Payload;
import dev.memdi.store.Committed;
import dev.memdi.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** Hands committed entries to the store, each once and in order. */
final class Applier {
  private final ActorRef<Store.Command> store;
  private final WriteQueue writes;
  private long handedOver;

  Applier(ActorRef<Store.Command> store, WriteQueue writes) {
    this.store = store;
    this.writes = writes;
  }

  long handedOver() {
    return handedOver;
  }

  void apply(Log log, long commit) {
    List<Committed> committed = new ArrayList<>();
    for (Entry entry : log.between(handedOver, commit)) {
      committed.add(toCommitted(entry));
    }
    handedOver = Math.max(handedOver, commit);
    if (!committed.isEmpty()) {
      store.tell(new Store.Apply(committed));
    }
  }

  private Committed toCommitted(Entry entry) {
    return switch (entry.payload()) {
      case Payload.Commands commands ->
          new Committed(
              entry.first(),
              entry.stamp(),
              commands.bursts(),
              writes.takeRequesters(entry.first(), commands.bursts().size()));
      case Payload.NoOp noOp -> new Committed(entry.first(), entry.stamp(), List.of(), List.of());
      case Payload.Reconfigure change ->
          new Committed(entry.first(), entry.stamp(), List.of(), List.of());
    };
  }

  void installed(long index) {
    handedOver = index;
  }
}
