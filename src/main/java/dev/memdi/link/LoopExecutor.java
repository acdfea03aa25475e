package dev.memdi.link;

import com.typesafe.config.Config;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
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
