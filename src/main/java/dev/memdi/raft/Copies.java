package dev.memdi.raft;

import dev.memdi.store.Store;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The copies of a replica's state that edges are reading, each held by a {@link CopyReader}: a
 * replicator has no other children.
 */
final class Copies {
  /** Each may come to hold as much as the table does, if it is held long and all is changed. */
  static final int MOST = 4;

  private final ActorContext<Replicator.Command> context;
  private final Surroundings surroundings;
  private final int shard;

  Copies(ActorContext<Replicator.Command> context, Surroundings surroundings, int shard) {
    this.context = context;
    this.surroundings = surroundings;
    this.shard = shard;
  }

  /** What an edge asks for, until it may be had. */
  ReadQueue.Waiting asked(Replicator.OpenCopy asked) {
    return new ReadQueue.Waiting() {
      @Override
      public void serve(ActorRef<Store.Command> store, long shardTime) {
        open(asked, store, shardTime);
      }

      @Override
      public void reject(LongFunction<RejectedBurst> rejection) {
        asked.rejectTo().tell(rejection.apply(asked.number()));
      }
    };
  }

  private void open(Replicator.OpenCopy asked, ActorRef<Store.Command> store, long shardTime) {
    if (context.getChildren().size() >= MOST) {
      asked
          .rejectTo()
          .tell(new RejectedBurst(shard, asked.number(), new RejectedBurst.Reason.Busy()));
      return;
    }
    context.spawnAnonymous(
        CopyReader.create(
            surroundings.post(),
            surroundings.raft().snapshot().chunkBytes(),
            shardTime,
            CopyReader.LONGEST,
            store,
            asked.replyTo()));
  }
}
