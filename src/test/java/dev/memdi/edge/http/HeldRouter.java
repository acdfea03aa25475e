package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardCopy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Answers when the test does. */
final class HeldRouter implements Router {
  final BlockingQueue<Consumer<Outcome>> held = new LinkedBlockingQueue<>();

  @Override
  public void submit(Request request, Consumer<Outcome> whenDone) {
    held.add(whenDone);
  }

  void answer() throws InterruptedException {
    answer(held.take());
  }

  static void answer(Consumer<Outcome> request) {
    request.accept(new Outcome.Refused(new Refusal.Unavailable("held")));
  }

  @Override
  public Keyspace keyspace() {
    return Keyspaces.single(1, Durability.MEMORY).byDefault();
  }

  @Override
  public int shardOf(Key key) {
    return 0;
  }

  @Override
  public void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {}

  @Override
  public void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {}
}
