package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.sim.disk.SimDisk;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.junit.jupiter.api.Test;

/**
 * Journal and snapshot store together under one entity that deletes the events which its snapshots
 * hold: whatever crash, nothing that was confirmed is missing.
 */
class SnapshotRecoveryTest {
  private static final int RUNS = 15;
  private static final int CRASHES = 12;
  private static final int CHUNK = 8;

  private static final Config CONFIG =
      ConfigFactory.parseString(
          """
          pekko.loglevel = OFF
          pekko.persistence.journal.plugin = "memdi-journal"
          pekko.persistence.snapshot-store.plugin = "memdi-snapshot-store"
          memdi-journal { segment-bytes = 64KiB }
          memdi-snapshot-store { slice-bytes = 300 }
          """);

  /** What an entity that starts says of itself, and then for each number that is there to stay. */
  private sealed interface Said {}

  private record Recovered(List<Integer> numbers) implements Said {}

  private record Kept(int number) implements Said {}

  private record Next() {}

  /** Keeps the numbers 0, 1, 2 and so on. */
  private static final class Counting extends EventSourcedBehavior<Next, Integer, List<Integer>> {
    private final ActorRef<Said> listener;

    Counting(ActorRef<Said> listener) {
      super(PersistenceId.ofUniqueId("counting"));
      this.listener = listener;
    }

    @Override
    public List<Integer> emptyState() {
      return List.of();
    }

    @Override
    public CommandHandler<Next, Integer, List<Integer>> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onCommand(
              Next.class,
              (numbers, next) ->
                  Effect()
                      .persist(numbers.size())
                      .thenRun(now -> listener.tell(new Kept(now.getLast()))))
          .build();
    }

    @Override
    public EventHandler<List<Integer>, Integer> eventHandler() {
      return (numbers, number) -> {
        List<Integer> more = new ArrayList<>(numbers);
        more.add(number);
        return more;
      };
    }

    @Override
    public SignalHandler<List<Integer>> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(
              RecoveryCompleted.class, (numbers, signal) -> listener.tell(new Recovered(numbers)))
          .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(5, 1).withDeleteEventsOnSnapshot();
    }

    @Override
    public SnapshotAdapter<List<Integer>> snapshotAdapter() {
      return new InChunks();
    }
  }

  /** A few numbers in each chunk. */
  private static final class InChunks implements SnapshotAdapter<List<Integer>> {
    @Override
    public Object toJournal(List<Integer> numbers) {
      return new Chunked(
          "numbers",
          new Chunked.Chunks() {
            @Override
            public int count() {
              return (numbers.size() + CHUNK - 1) / CHUNK;
            }

            @Override
            public Bytes chunk(int chunk) {
              int from = chunk * CHUNK;
              int to = Math.min(from + CHUNK, numbers.size());
              return Bytes.utf8(numbers.subList(from, to).toString());
            }
          });
    }

    @Override
    public List<Integer> fromJournal(Object snapshot) {
      Chunked.Chunks chunks = ((Chunked) snapshot).chunks();
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < chunks.count(); i++) {
        for (String number : chunks.chunk(i).utf8().replaceAll("[\\[\\] ]", "").split(",")) {
          numbers.add(Integer.parseInt(number));
        }
      }
      return numbers;
    }
  }

  @Test
  void nothingThatWasConfirmedIsMissingAfterAnyCrash() {
    boolean snapshots = false;
    boolean torn = false;
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = new Run(seed, Trace.ofHash());
      snapshots |= run.fromSnapshots > 3;
      torn |= run.unfinished > 0;
    }
    assertThat(snapshots).as("some recoveries begin with a snapshot").isTrue();
    assertThat(torn).as("some crashes are in the middle of saving").isTrue();
  }

  @Test
  void oneSeedGivesTheSameTraceLineByLine() {
    Trace first = Trace.ofLines();
    Trace second = Trace.ofLines();
    new Run(3, first);
    new Run(3, second);

    assertThat(first.lines()).hasSizeGreaterThan(1000);
    assertThat(second.lines()).isEqualTo(first.lines());
    assertThat(second.dump()).isEqualTo(first.dump());
  }

  /** One life after another, each as long as it happens to be. */
  private static final class Run {
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> recovered = new ArrayList<>();
    private boolean running;
    int fromSnapshots;
    int unfinished;

    Run(long seed, Trace trace) {
      try (World world = new World(seed, trace)) {
        SimNode node = world.addNode("a");
        for (int i = 0; i < CRASHES; i++) {
          running = false;
          node.start(entity(), CONFIG);
          assertThat(world.runUntil(() -> running, Duration.ofMinutes(1)))
              .as("seed %s: recovery %s", seed, i)
              .isTrue();
          assertThat(recovered).as("seed %s: recovery %s", seed, i).startsWith(array(kept));
          for (int n = 0; n < recovered.size(); n++) {
            assertThat(recovered.get(n)).isEqualTo(n);
          }
          kept.clear();
          kept.addAll(recovered);
          world.run(Duration.ofNanos(world.random().nextInt(150_000_000)));
          node.kill();
          inspect(node.disks().all().getFirst());
        }
      }
    }

    private void inspect(SimDisk disk) {
      if (disk.names().stream().anyMatch(name -> SnapshotName.parse(name).isPresent())) {
        fromSnapshots++;
      }
      unfinished += (int) disk.names().stream().filter(SnapshotName::isUnfinished).count();
    }

    private Behavior<Said> entity() {
      return Behaviors.setup(context -> {
        ActorRef<Next> entity = context.spawn(new Counting(context.getSelf()), "counting");
        return Behaviors.receiveMessage(said -> {
          switch (said) {
            case Recovered(List<Integer> numbers) -> {
              recovered.clear();
              recovered.addAll(numbers);
              running = true;
            }
            case Kept(int number) -> kept.add(number);
          }
          entity.tell(new Next());
          return Behaviors.same();
        });
      });
    }

    private static Integer[] array(List<Integer> numbers) {
      return numbers.toArray(Integer[]::new);
    }
  }
}
