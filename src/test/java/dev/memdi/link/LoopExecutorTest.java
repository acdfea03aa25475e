package dev.memdi.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoopExecutorTest {
  private static ActorSystem<Void> system(String config) {
    return ActorSystem.create(
        Behaviors.setup(context -> {
          var _ = // for as long as an actor runs on it, a dispatcher keeps its threads
              context.spawn(
                  Behaviors.empty(),
                  "data-path",
                  DispatcherSelector.fromConfig(Settings.DATA_PATH));
          return Behaviors.empty();
        }),
        "loops",
        ConfigFactory.parseString("pekko.actor.provider = local\n" + config)
            .withFallback(ConfigFactory.load()));
  }

  private static EventLoopGroup threadsOf(ActorSystem<Void> system) throws Exception {
    return LoopExecutor.threadsOf(system).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Thread dataPath(ActorSystem<Void> system) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    system
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig(Settings.DATA_PATH))
        .execute(() -> thread.complete(Thread.currentThread()));
    return thread.get(60, TimeUnit.SECONDS);
  }

  private static void stop(ActorSystem<Void> system) throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void theThreadsOfTheDataPathServeChannelsToo() throws Exception {
    ActorSystem<Void> system = system("memdi-dispatcher.threads = 1");
    assertThat(threadsOf(system).submit(Thread::currentThread).get(60, TimeUnit.SECONDS))
        .isSameAs(dataPath(system));
    stop(system);
  }

  @Test
  void whereAnotherExecutorRunsTheDataPathChannelsHaveThreadsThatEndWithTheSystem()
      throws Exception {
    ActorSystem<Void> system = system("memdi-dispatcher.executor = fork-join-executor");
    EventLoopGroup threads = threadsOf(system);
    assertThat(threads.submit(() -> Thread.currentThread().getName()).get(60, TimeUnit.SECONDS))
        .startsWith("memdi-channels");
    stop(system);
    assertThat(threads.terminationFuture().await(60, TimeUnit.SECONDS)).isTrue();
  }
}
