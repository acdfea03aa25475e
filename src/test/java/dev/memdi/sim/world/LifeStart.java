package dev.memdi.sim.world;

import com.typesafe.config.Config;
import dev.memdi.durable.disk.DiskSetup;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.dispatch.ExecutionContexts;
import scala.Function0;
import scala.concurrent.BlockContext;
import scala.concurrent.BlockContext$;
import scala.concurrent.CanAwait;
import scala.concurrent.ExecutionContext;

/** Starts actor systems: the real ones, with everything that runs them taken from the world. */
final class LifeStart {
  /**
   * The life whose actor system is being made right now, for its scheduler alone: Pekko makes that
   * one from the configuration and nothing else.
   */
  static final ScopedValue<Life> STARTING = ScopedValue.newInstance();

  private static final ExecutionContext AT_ONCE = ExecutionContexts.fromExecutor(Runnable::run);

  private LifeStart() {}

  static <T> ActorSystem<T> start(Life life, Behavior<T> guardian, Config config) {
    var setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(
                Optional.of(SimConfig.CLASS_LOADER),
                Optional.of(SimConfig.over(config, life.node())),
                Optional.empty()),
            new LifeSetup(life),
            new DiskSetup(
                directory -> life.node().disks().open(directory, life), new LifeStamps(life)));
    life.node().world().clockwork().seedThreadLocalRandom();
    ActorSystem<T> system =
        ScopedValue.where(STARTING, life)
            .call(() ->
                draining(life, () -> ActorSystem.create(guardian, SimNode.SYSTEM_NAME, setup)));
    system
        .classicSystem()
        .whenTerminated()
        .onComplete(
            done -> {
              life.node().terminated(life);
              return null;
            },
            AT_ONCE);
    return system;
  }

  /** Lets a wait on a Scala future run what the future waits for, as there is no other thread. */
  private static <T> T draining(Life life, Supplier<T> body) {
    var context =
        new BlockContext() {
          @Override
          public <U> U blockOn(Function0<U> wait, CanAwait permission) {
            life.node().world().clockwork().drain(life);
            return wait.apply();
          }
        };
    return BlockContext$.MODULE$.withBlockContext(context, body::get);
  }
}
