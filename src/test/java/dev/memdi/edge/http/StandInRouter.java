package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardCopy;
import java.util.function.Consumer;

/** One shard without anything in it: what becomes of a request is the test's to say. */
abstract class StandInRouter implements Router {
  static final Outcome REFUSED = new Outcome.Refused(new Refusal.Unavailable("a stand-in"));

  @Override
  public final Keyspace keyspace() {
    return Keyspaces.single(1, Durability.MEMORY).byDefault();
  }

  @Override
  public final int shardOf(Key key) {
    return 0;
  }

  @Override
  public final void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {}

  @Override
  public final void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {}
}
