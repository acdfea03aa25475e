package dev.memdi.link;

import com.typesafe.config.Config;
import dev.memdi.config.Settings;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** {@link EventLoops} as the {@code executor} of a Pekko dispatcher. */
public final class LoopExecutor extends ExecutorServiceConfigurator {
  private final int threads;

  /** As Pekko calls it, with the section of the dispatcher. */
  public LoopExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    int configured = config.getInt("threads");
    threads =
        configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * The threads of {@link Settings#DATA_PATH}, for others' channels too; empty where it is run by
   * something else.
   */
  public static CompletionStage<Optional<EventLoopGroup>> threadsOf(ActorSystem<?> system) {
    CompletableFuture<Optional<EventLoopGroup>> found = new CompletableFuture<>();
    system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(Settings.DATA_PATH))
        .execute(() -> found.complete(EventLoops.ofThisThread().map(EventLoops::group)));
    return found;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory unused) {
    return new ExecutorServiceFactory() {
      @Override
      public ExecutorService createExecutorService() {
        return new EventLoops(threads, id);
      }
    };
  }
}
