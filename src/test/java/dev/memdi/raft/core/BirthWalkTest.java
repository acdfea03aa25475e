package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random walks through births of a shard among five nodes, of which each canvass sees some. */
class BirthWalkTest {
  private static final int WALKS = 4_000;
  private static final int STEPS = 150;

  @Test
  void noTwoBirthsBothLive() {
    int born = 0;
    for (long seed = 0; seed < WALKS; seed++) {
      Nursery nursery = new Nursery();
      walk(new Random(seed), nursery, seed);
      born += nursery.living().size();
    }
    assertThat(born).as("walks that led to a birth").isGreaterThan(WALKS / 10);
  }

  private static void walk(Random random, Nursery nursery, long seed) {
    nursery.start("v", "w", "x", "y", "z");
    List<NodeId> all = List.copyOf(nursery.blank.keySet());
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(8) == 0) {
        List<NodeId> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        List<NodeId> seen = some.subList(0, 3 + random.nextInt(3));
        nursery.see(seen);
        NodeId first = Collections.min(seen);
        nursery.canvass((random.nextBoolean() ? first : seen.getFirst()).name());
      } else if (!nursery.network.isEmpty()) {
        int any = random.nextInt(nursery.network.size());
        Birth.Send next =
            random.nextInt(5) == 0 ? nursery.network.get(any) : nursery.network.remove(any);
        if (random.nextInt(6) != 0) {
          nursery.deliver(next);
        }
      }
      if (nursery.living().size() > 1) {
        throw new AssertionError("seed %d, step %d: %s".formatted(seed, step, nursery.born));
      }
    }
  }
}
