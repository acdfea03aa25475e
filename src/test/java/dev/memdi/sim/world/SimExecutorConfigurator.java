package dev.memdi.sim.world;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * The {@code executor} of every dispatcher of a simulated node: each mailbox run and each callback
 * of a future becomes a ready task of the world.
 */
public final class SimExecutorConfigurator extends ExecutorServiceConfigurator {
  private final Life life;

  /** As Pekko calls it. */
  public SimExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    life = LifeSetup.of(prerequisites.settings());
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory unused) {
    return new ExecutorServiceFactory() {
      @Override
      public ExecutorService createExecutorService() {
        return new SimExecutor(life);
      }
    };
  }

  private static final class SimExecutor extends AbstractExecutorService {
    private final Life life;
    private boolean shutDown;

    SimExecutor(Life life) {
      this.life = life;
    }

    @Override
    public void execute(Runnable task) {
      if (shutDown) {
        throw new RejectedExecutionException("the dispatcher has been shut down");
      }
      life.makeReady(task);
    }

    @Override
    public void shutdown() {
      shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutDown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutDown;
    }

    @Override
    public boolean isTerminated() {
      return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutDown;
    }
  }
}
