package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.Test;

/** Pekko Persistence in a world: the real {@link EventSourcedBehavior} on a real plugin. */
class PersistenceTest {
  /** Dispatchers with threads of their own, under all names that a plugin may give them. */
  private static final Config THREADS =
      ConfigFactory.parseString(
          """
          pekko.persistence.journal {
            plugin = pekko.persistence.journal.inmem
            inmem { test-serialization = on, plugin-dispatcher = "memdi-journal.test-dispatcher" }
          }
          memdi-journal {
            test-dispatcher { type = PinnedDispatcher, executor = thread-pool-executor }
            inner.other-dispatcher { type = PinnedDispatcher, executor = thread-pool-executor }
          }
          memdi-snapshot-store {
            plugin-dispatcher = "elsewhere.io"
            stream-dispatcher = "memdi-journal.test-dispatcher"
            other-dispatcher = "pekko.actor.default-dispatcher"
          }
          elsewhere.io { type = PinnedDispatcher, executor = thread-pool-executor }
          pekko.persistence.dispatchers.my-dispatcher { type = PinnedDispatcher }
          """);

  private record Add(int amount, ActorRef<Integer> replyTo) {}

  private static final class Sum extends EventSourcedBehavior<Add, Integer, Integer> {
    Sum(int number) {
      super(PersistenceId.of("sum", Integer.toString(number)));
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Add, Integer, Integer> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Add.class, add -> Effect().persist(add.amount).thenReply(add.replyTo, sum -> sum))
          .build();
    }

    @Override
    public EventHandler<Integer, Integer> eventHandler() {
      return (sum, amount) -> sum + amount;
    }
  }

  @Test
  void everyDispatcherOfAPluginIsTheWorlds() {
    try (var world = new World(1)) {
      Config config = SimConfig.over(THREADS, world.addNode("a"));
      for (String dispatcher :
          List.of(
              "memdi-journal.test-dispatcher",
              "memdi-journal.inner.other-dispatcher",
              "elsewhere.io",
              "pekko.persistence.dispatchers.default-plugin-dispatcher",
              "pekko.persistence.dispatchers.default-replay-dispatcher",
              "pekko.persistence.dispatchers.my-dispatcher",
              "pekko.actor.default-dispatcher")) {
        assertThat(config.getString(dispatcher + ".type")).as(dispatcher).isEqualTo("Dispatcher");
        assertThat(config.getString(dispatcher + ".executor"))
            .as(dispatcher)
            .isEqualTo(SimExecutorConfigurator.class.getName());
        assertThat(config.getInt(dispatcher + ".throughput")).as(dispatcher).isEqualTo(1);
      }
    }
  }

  @Test
  void oneSeedGivesTheSameTraceLineByLine() {
    Trace first = Trace.ofLines();
    Trace second = Trace.ofLines();
    List<Integer> sums = run(7, first);

    assertThat(run(7, second)).isEqualTo(sums);
    assertThat(second.dump()).isEqualTo(first.dump());
    assertThat(first.lines()).hasSizeGreaterThan(2000);
    assertThat(sums).hasSize(600).contains(200); // 200 from each of three
  }

  @Test
  void anotherSeedGivesAnotherTrace() {
    Trace one = Trace.ofHash();
    Trace other = Trace.ofHash();
    run(1, one);
    run(2, other);

    assertThat(other.hash()).isNotEqualTo(one.hash());
  }

  private static List<Integer> run(long seed, Trace trace) {
    List<Integer> sums = new ArrayList<>();
    try (var world = new World(seed, trace)) {
      world.addNode("a").start(guardian(sums), THREADS);
      assertThat(world.runUntil(() -> sums.size() == 600, Duration.ofMinutes(10))).isTrue();
    }
    return sums;
  }

  /** Three that add up, and a timer that makes each of them do so 200 times. */
  private static Behavior<Integer> guardian(List<Integer> sums) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(context -> {
          List<ActorRef<Add>> counters = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            counters.add(context.spawn(new Sum(i), "sum-" + i));
          }
          next(timers);
          int[] rounds = {0};
          return Behaviors.receiveMessage(message -> {
            if (message > 0) {
              sums.add(message);
            } else if (rounds[0]++ < 200) {
              counters.forEach(counter -> counter.tell(new Add(1, context.getSelf())));
              next(timers);
            }
            return Behaviors.same();
          });
        }));
  }

  private static void next(TimerScheduler<Integer> timers) {
    timers.startSingleTimer(0, Duration.ofMillis(1));
  }
}
