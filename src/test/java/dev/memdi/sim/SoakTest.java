package dev.memdi.sim;

import dev.memdi.api.Durability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Simulations on every core for a given time: {@code mvn test -Psoak -Dsoak.minutes=60
 * -Dsoak.seed=1}, with {@code -Dsoak.seeds=1} that seed alone. Reports seeds, steps and faults by
 * kind at the end, and every minute how far it is.
 */
@Tag("soak")
class SoakTest {
  /** A seed's scenario is the one at that seed modulo their number. */
  private static final List<Scenario> ROTA =
      List.of(
          Scenario.threeNodes(),
          Scenario.fiveVoters(),
          Scenario.withSpares(),
          Scenario.threeNodes().onDisk(),
          Scenario.fiveVoters().onDisk(),
          Scenario.withSpares().onDisk(),
          Scenario.threeNodes().lagging(),
          Scenario.threeNodes().onDisk().beside(Durability.MEMORY),
          Scenario.threeNodes().lagging().beside(Durability.SYNC),
          Scenario.withSpares().onDisk().beside(Durability.MEMORY));

  private static final long FIRST_SEED = Long.getLong("soak.seed", 1);
  private static final long MOST_SEEDS = Long.getLong("soak.seeds", Long.MAX_VALUE);

  private final AtomicLong nextSeed = new AtomicLong(FIRST_SEED);
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong operations = new AtomicLong();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Coverage coverage = new Coverage();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  @Test
  void everySeedPasses() throws InterruptedException {
    Duration length = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
    long until = System.nanoTime() + length.toNanos();
    Thread[] workers = new Thread[Runtime.getRuntime().availableProcessors()];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = Thread.ofPlatform().name("soak-" + i).start(() -> work(until));
    }
    for (Thread worker : workers) {
      while (!worker.join(Duration.ofMinutes(1))) {
        report("so far");
      }
    }
    report("in all");
    Assertions.assertThat(failures).isEmpty();
  }

  private void work(long until) {
    while (System.nanoTime() - until < 0) {
      long seed = nextSeed.getAndIncrement();
      if (seed - FIRST_SEED >= MOST_SEEDS) {
        return;
      }
      Scenario scenario = ROTA.get((int) (seed % ROTA.size()));
      try (Simulation simulation = new Simulation(seed, scenario)) {
        add(simulation.run());
      } catch (AssertionError | RuntimeException e) {
        failures.add("seed " + seed + " of " + scenario + ": " + e);
        System.out.println(failures);
      }
    }
  }

  private void add(Simulation.Report report) {
    runs.incrementAndGet();
    steps.addAndGet(report.steps());
    operations.addAndGet(report.done());
    synchronized (faults) {
      report.faults().forEach((kind, count) -> faults.merge(kind.name(), (long) count, Long::sum));
      coverage.addAll(report.coverage());
    }
  }

  private void report(String when) {
    synchronized (faults) {
      System.out.printf(
          "%s: %d seeds, %d steps, %d operations done, %d failures%n  faults %s%n  paths %s%n",
          when,
          runs.get(),
          steps.get(),
          operations.get(),
          failures.size(),
          faults,
          coverage.counts());
    }
  }
}
