package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** What ends a run, because it would not be a function of its seed any more. */
class GuardTest {
  @Test
  void aMessageFromAForeignThread() throws Exception {
    try (var world = new World(5)) {
      var a = Recorder.on(world, "a");
      world.run(Duration.ofMillis(10));
      join(new Thread(() -> a.send(a, 1), "stranger"));

      assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
          .isInstanceOf(SimulationFailure.class)
          .hasMessageStartingWith("seed 5, after 0.010000000 s and ")
          .hasMessageContaining("came from a foreign thread, stranger")
          .extracting(failure -> ((SimulationFailure) failure).seed())
          .isEqualTo(5L);
    }
  }

  @Test
  void aFutureThatAForeignThreadCompletes() throws Exception {
    try (var world = new World(1)) {
      var a = Recorder.on(world, "a");
      var future = new CompletableFuture<Long>();
      a.node()
          .system()
          .systemActorOf(
              Behaviors.setup(context -> {
                context.pipeToSelf(future, (value, failure) -> value);
                return Behaviors.empty();
              }),
              "waiting",
              Props.empty());
      world.run(Duration.ofMillis(10));
      join(new Thread(() -> future.complete(1L)));

      assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
          .hasMessageContaining("came from a foreign thread");
    }
  }

  @Test
  void aTimerOfAForeignThread() throws Exception {
    try (var world = new World(1)) {
      var a = Recorder.on(world, "a");
      var system = a.node().system();
      join(
          new Thread(() ->
              system
                  .scheduler()
                  .scheduleOnce(Duration.ofMillis(1), () -> {}, system.executionContext())));

      assertThatThrownBy(world::step).hasMessageContaining("a timer of a came from a foreign");
    }
  }

  @Test
  void isReportedWhenTheWorldClosesIfNoStepDid() throws Exception {
    var world = new World(1);
    var a = Recorder.on(world, "a");
    world.run(Duration.ofMillis(10));
    join(new Thread(() -> a.send(a, 1)));

    assertThatThrownBy(world::close).hasMessageContaining("came from a foreign thread");
  }

  @Test
  void aCheckThatFailsNamesSeedAndTime() {
    try (var world = new World(77)) {
      var a = Recorder.on(world, "a");
      world.afterEachStep(node -> {
        if (node == a.node() && a.seen().size() > 2) {
          throw new AssertionError("more than two");
        }
      });
      a.tick(Duration.ofSeconds(1), 1);

      assertThatThrownBy(() -> world.run(Duration.ofMinutes(1)))
          .isInstanceOf(SimulationFailure.class)
          .hasMessageMatching("seed 77, after 3\\.000000000 s and \\d+ tasks: more than two")
          .hasCauseInstanceOf(AssertionError.class);
      assertThat(a.seen()).hasSize(3);
    }
  }

  @Test
  void aWorldIsNotRunFromInside() {
    try (var world = new World(1)) {
      world.schedule(Duration.ZERO, world::step);
      assertThatThrownBy(world::step).hasMessageContaining("from inside one of its steps");
    }
  }

  @Test
  void timeThatStandsStill() {
    try (var world = new World(1)) {
      var node = world.addNode("a");
      node.start(
          Behaviors.<String>setup(context -> {
            context.getSelf().tell("again");
            return Behaviors.receiveMessage(message -> {
              context.getSelf().tell(message);
              return Behaviors.same();
            });
          }),
          Register.CONFIG);

      assertThatThrownBy(() -> world.run(Duration.ofMillis(1)))
          .hasMessageContaining("time stands still");
    }
  }

  @Test
  void aWorldStartsNoThread() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (var world = new World(1)) {
      var a = Recorder.on(world, "a");
      a.tick(Duration.ofMillis(10), 1);
      a.send(Recorder.on(world, "b"), 1);
      world.run(Duration.ofMinutes(1));

      assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
    }
  }

  private static void join(Thread thread) throws InterruptedException {
    thread.setUncaughtExceptionHandler((dead, failure) -> {}); // the guard throws there, too
    thread.start();
    thread.join();
  }
}
