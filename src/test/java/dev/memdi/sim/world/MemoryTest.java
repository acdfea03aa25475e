package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final int WORLDS = 200;

  @Test
  void worldsThatHaveEndedTakeNoMemory() {
    List<WeakReference<Object>> remains = new ArrayList<>();
    run(0, 50, remains);
    long before = usedAfterCollection();
    run(50, WORLDS, remains);
    long growth = usedAfterCollection() - before;

    assertThat(remains).hasSizeGreaterThan(WORLDS * 4);
    assertThat(remains).filteredOn(remain -> remain.get() != null).isEmpty();
    assertThat(growth).as("bytes kept of %d worlds", WORLDS - 50).isLessThan(4_000_000);
  }

  @Test
  void livesThatHaveEndedTakeNoMemoryInAWorldThatGoesOn() {
    try (var world = new World(1)) {
      var a = Recorder.on(world, "a");
      var b = Recorder.on(world, "b");
      List<WeakReference<Object>> remains = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        a.send(b, i);
        b.send(a, i);
        world.run(Duration.ofMillis(100));
        remains.add(new WeakReference<>(b.node().system()));
        b.node().kill();
        b.start();
      }
      world.run(Duration.ofSeconds(10));
      usedAfterCollection();

      assertThat(remains).filteredOn(remain -> remain.get() != null).isEmpty();
    }
  }

  private static void run(int from, int to, List<WeakReference<Object>> remains) {
    for (int seed = from; seed < to; seed++) {
      try (var world = new World(seed)) {
        for (String name : List.of("a", "b", "c", "d")) {
          remains.add(new WeakReference<>(Recorder.on(world, name).node().system()));
        }
        remains.add(new WeakReference<>(world));
        world.run(Duration.ofMillis(10));
      }
    }
  }

  private static long usedAfterCollection() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
