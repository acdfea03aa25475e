package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.routing.Router;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells this node's clients of changes of keys, wherever and however they were made: it watches all
 * shards of the keyspace that connections begin in, as long as somebody may want to hear of it. So
 * a change is told once at each node that is to tell, in the order of its shard, whoever leads it.
 * What the history does not hold any more is not told.
 */
final class KeyspaceEvents {
  private static final Bytes KEYSPACE = Bytes.utf8("__keyspace@0__:");
  private static final Bytes KEYEVENT = Bytes.utf8("__keyevent@0__:");

  private final Router router;
  private final Subscriptions subscriptions;
  private volatile EventClasses classes = EventClasses.NONE;
  private int life; // of the watch; another whenever it begins anew or ends

  KeyspaceEvents(Router router, Subscriptions subscriptions) {
    this.router = router;
    this.subscriptions = subscriptions;
  }

  EventClasses classes() {
    return classes;
  }

  /** Tells of those from now on; {@code whenWatching} runs when nothing later is missed. */
  synchronized void tell(EventClasses chosen, Runnable whenWatching) {
    boolean watched = classes.any();
    classes = chosen;
    if (!chosen.any()) {
      life++;
      whenWatching.run();
    } else if (watched) {
      whenWatching.run();
    } else {
      int begun = ++life;
      AtomicInteger shards = new AtomicInteger(router.shards());
      for (int shard = 0; shard < router.shards(); shard++) {
        router.changes(
            shard,
            Bytes.EMPTY,
            0,
            present -> {
              follow(begun, present);
              if (shards.decrementAndGet() == 0) {
                whenWatching.run();
              }
            });
      }
    }
  }

  private void follow(int begun, Changes last) {
    if (isOver(begun)) {
      return;
    }
    router.changes(
        last.shard(),
        Bytes.EMPTY,
        last.next(),
        changes -> {
          if (!isOver(begun)) {
            changes.events().forEach(this::tell);
            follow(begun, changes);
          }
        });
  }

  private synchronized boolean isOver(int begun) {
    return begun != life;
  }

  private void tell(Changes.Event event) {
    EventClasses now = classes;
    for (Cause cause : event.causes()) {
      if (now.tells(cause)) {
        Bytes key = event.key().bytes();
        Bytes name = name(cause);
        if (now.byKey()) {
          subscriptions.heard(KEYSPACE.concat(key), name);
        }
        if (now.byEvent()) {
          subscriptions.heard(KEYEVENT.concat(name), key);
        }
      }
    }
  }

  /** As Redis has it. */
  private static Bytes name(Cause cause) {
    return Bytes.utf8(
        switch (cause) {
          case SET -> "set";
          case EXPIRE -> "expire";
          case PERSIST -> "persist";
          case DELETE -> "del";
          case EXPIRED -> "expired";
          case INCREMENT -> "incrby";
          case ADD_DECIMAL -> "incrbyfloat";
          case APPEND -> "append";
          case OVERWRITE -> "setrange";
          case RENAME_FROM -> "rename_from";
          case RENAME_TO -> "rename_to";
          case COPY_TO -> "copy_to";
        });
  }
}
