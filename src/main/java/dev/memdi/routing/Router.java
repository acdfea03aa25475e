package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The data path of one keyspace as an edge sees it. Never blocks; callbacks run on a thread of the
 * store's, or on the caller's before the call returns, where this node can answer at once. The
 * keyspace's shards are numbered from 0 here; in the cluster they have {@link Keyspace#first} more.
 */
public interface Router {
  /**
   * Executes {@code request} and calls {@code whenDone} exactly once, at the latest at its timeout.
   */
  void submit(Request request, Consumer<Outcome> whenDone);

  /** The same of a request all of whose keys lie in {@code shard}, as the caller has found out. */
  default void submit(int shard, Request request, Consumer<Outcome> whenDone) {
    submit(request, whenDone);
  }

  /** Answers reads of single keys of a shard by what this node saw of it at one moment. */
  interface Glance {
    /** Null where others have to be asked, which {@link #submit} does. */
    @Nullable Outcome read(Operation.Read read);
  }

  /**
   * What this node sees of a shard now, for reads that clients have asked for already; null where
   * others have to be asked.
   */
  default @Nullable Glance glance(int shard, Consistency consistency) {
    return null;
  }

  Keyspace keyspace();

  /** How many shards the keyspace has. */
  default int shards() {
    return keyspace().shards();
  }

  /** The shard of a key. */
  int shardOf(Key key);

  /**
   * Asks a replica of {@code shard} once for the changes from revision {@code from} on whose keys
   * start with {@code prefix}. Answers at once if the history goes beyond {@code from}, else when
   * it does or after some seconds with an empty piece; in either case go on from {@link
   * Changes#next}, which never lies within the changes of one revision. Where the history does not
   * hold {@code from} any more, or has no such revision, the piece has a gap. With {@code from} =
   * 0, answers at once with an empty piece whose {@code next} is the present. If no replica can be
   * reached, answers after some time with an empty piece and {@code next} = {@code from}.
   */
  void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone);

  /**
   * Opens a copy of the keys of {@code shard}, which holds all that was done before this was
   * called. Keys past their time to live are not in it. Whoever gets one closes it.
   */
  void copy(int shard, Consumer<ShardCopy.Opening> whenDone);
}
