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
  /** The work is the data path's: threads that only read and write need not be many. */
  private static final int MOST_OWN_THREADS = 4;

  private final int threads;

  /** As Pekko calls it, with the section of the dispatcher. */
  public LoopExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    int configured = config.getInt("threads");
    threads =
        configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /**
   * Threads for channels: those of {@link Settings#DATA_PATH}, so that neither has to wake the
   * other, or, where that is run by something else, {@link #ownThreads}.
   */
  public static CompletionStage<EventLoopGroup> threadsOf(ActorSystem<?> system) {
    CompletableFuture<Optional<EventLoops>> found = new CompletableFuture<>();
    system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(Settings.DATA_PATH))
        .execute(() -> found.complete(EventLoops.ofThisThread()));
    return found.thenApply(
        loops -> loops.map(EventLoops::group).orElseGet(() -> ownThreads(system)));
  }

  /** Threads for channels alone, which end with the actor system. */
  public static EventLoopGroup ownThreads(ActorSystem<?> system) {
    EventLoops own =
        new EventLoops(
            Math.min(MOST_OWN_THREADS, Runtime.getRuntime().availableProcessors()),
            "memdi-channels");
    var _ = system.getWhenTerminated().thenRun(own::shutdown);
    return own.group();
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
