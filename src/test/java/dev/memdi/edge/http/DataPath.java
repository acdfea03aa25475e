package dev.memdi.edge.http;

import dev.memdi.config.Settings;
import dev.memdi.link.LoopExecutor;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The threads of the data path in an actor system without a node. */
final class DataPath {
  private DataPath() {}

  /** They live as long as an actor runs on them: there is one that does nothing. */
  static EventLoopGroup threadsOf(ActorSystem<?> system) throws Exception {
    CompletableFuture<Done> lives = new CompletableFuture<>();
    var _ =
        system.systemActorOf(
            Behaviors.setup(context -> {
              lives.complete(Done.getInstance());
              return Behaviors.empty();
            }),
            "data-path",
            DispatcherSelector.fromConfig(Settings.DATA_PATH));
    lives.get(60, TimeUnit.SECONDS);
    return LoopExecutor.threadsOf(system).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
