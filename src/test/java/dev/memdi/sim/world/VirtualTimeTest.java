package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memdi.sim.world.Recorder.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final World world = new World(1);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void timeJumpsToTheNextEventAndNoFurther() {
    List<String> happened = new ArrayList<>();
    world.schedule(Duration.ofDays(30), () -> happened.add("month"));
    world.schedule(Duration.ofMinutes(1), () -> happened.add("minute"));
    world.schedule(Duration.ofMinutes(1), () -> happened.add("minute, later"));

    world.run(Duration.ofDays(1));
    assertThat(happened).containsExactly("minute", "minute, later");
    assertThat(world.nanos()).isEqualTo(Duration.ofDays(1).toNanos());

    world.run(Duration.ofDays(29));
    assertThat(happened).last().isEqualTo("month");
    assertThat(world.step()).isFalse();
  }

  @Test
  void runUntilStopsAtTheStepThatMadeItTrue() {
    var a = Recorder.on(world, "a");
    a.tick(Duration.ofSeconds(1), 1);

    assertThat(world.runUntil(() -> a.seen().size() == 3, Duration.ofMinutes(1))).isTrue();
    assertThat(world.nanos()).isEqualTo(Duration.ofSeconds(3).toNanos());

    assertThat(world.runUntil(() -> a.seen().size() == 5, Duration.ofMillis(1500))).isFalse();
    assertThat(world.nanos()).isEqualTo(Duration.ofMillis(4500).toNanos());
  }

  @Test
  void timersGoByTheirNodesClock() {
    var fast = Recorder.on(world, "fast");
    var slow = Recorder.on(world, "slow");
    fast.node().clock().rate(1.25);
    slow.node().clock().rate(0.5);
    fast.tick(Duration.ofSeconds(1), 1);
    slow.tick(Duration.ofSeconds(1), 1);

    world.run(Duration.ofSeconds(4));

    assertThat(fast.seen()).extracting(Seen::nanos).startsWith(800_000_000L).hasSize(5);
    assertThat(slow.seen()).extracting(Seen::nanos).startsWith(2_000_000_000L).hasSize(2);
  }

  @Test
  void aRateThatChangesMovesTimersThatAreUnderWay() {
    var node = Recorder.on(world, "a");
    node.tick(Duration.ofSeconds(10), 1);
    long clockAtStart = node.node().clock().nanos();

    world.run(Duration.ofSeconds(4)); // 4 s gone by its clock
    node.node().clock().rate(2); // the other 6 s take 3
    world.run(Duration.ofSeconds(4));

    assertThat(node.seen()).containsExactly(new Seen(1, 7_000_000_000L));
    assertThat(node.node().clock().nanos() - clockAtStart).isEqualTo(12_000_000_000L);
  }

  @Test
  void clocksStartAnywhereAndAreMonotonic() {
    var clock = world.addNode("a").clock();
    var other = world.addNode("b").clock();
    assertThat(clock.nanos()).isNotEqualTo(other.nanos());

    long before = clock.nanos();
    for (int i = 0; i < 1000; i++) {
      clock.rate(world.random().nextDouble(0.9, 1.1));
      world.run(Duration.ofNanos(world.random().nextLong(100)));
      assertThat(clock.nanos()).isGreaterThanOrEqualTo(before);
      before = clock.nanos();
    }
  }

  @Test
  void theTimeOfDayIsWrongByItsSkewAlone() {
    var clock = world.addNode("a").clock();
    var other = world.addNode("b").clock();
    clock.rate(1.5);
    clock.skew(Duration.ofSeconds(-20));

    world.run(Duration.ofMinutes(1));

    assertThat(other.wallMillis() - clock.wallMillis()).isEqualTo(20_000);
    assertThat(other.wallMillis() - NodeClock.EPOCH_MILLIS).isEqualTo(60_000);
  }

  @Test
  void tasksTakeTimeOnASlowNodeAlone() {
    var a = Recorder.on(world, "a");
    var b = Recorder.on(world, "b");
    world.run(Duration.ofSeconds(1));
    world.network().profile(LinkProfile.PERFECT);
    a.node().slow(51); // a millisecond for each task, on average

    for (int i = 0; i < 100; i++) {
      b.send(a, i);
      a.send(b, i);
    }
    long start = world.nanos();
    world.run(Duration.ofSeconds(1));

    assertThat(b.seen()).hasSize(100);
    assertThat(b.seen().getLast().nanos() - start).isLessThan(1_000);
    assertThat(a.seen()).hasSize(100);
    assertThat(a.seen().getLast().nanos() - start).isCloseTo(100_000_000L, within(20_000_000L));
  }

  @Test
  void aCancelledTimerNeverFiresAndTakesNoRoom() {
    var node = world.addNode("a");
    var timers = new Timers(node.clock());
    List<Integer> fired = new ArrayList<>();
    List<Timers.Timer> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      all.add(timers.add(1_000_000L + i, () -> fired.add(number)));
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(i % 100 == 99 || all.get(i).cancel()).isTrue();
    }
    assertThat(timers.size()).isLessThan(1_000);
    assertThat(all.get(0).isCancelled()).isTrue();
    assertThat(all.get(0).cancel()).isFalse();

    while (timers.dueAt() != World.NEVER) {
      timers.fireNext();
    }
    assertThat(fired).hasSize(100).isSorted();
    assertThat(all.get(99).cancel()).isFalse();
    assertThat(all.get(99).isCancelled()).isFalse();
  }
}
