package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NemesisTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final World world = new World(1);
  private final List<Recorder> all = NAMES.stream().map(name -> Recorder.on(world, name)).toList();
  private final Nemesis nemesis = new Nemesis(world, node -> all.get(node.index()).start());

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aScriptIsAFunctionOfItsRandomGenerator() {
    FaultPlan plan = FaultPlan.of(Duration.ofMinutes(1));
    FaultScript script = FaultScript.draw(plan, NAMES, new SplittableRandom(1));

    assertThat(FaultScript.draw(plan, NAMES, new SplittableRandom(1))).isEqualTo(script);
    assertThat(FaultScript.draw(plan, NAMES, new SplittableRandom(2))).isNotEqualTo(script);
    assertThat(script.faults()).hasSizeGreaterThan(60);
    assertThat(script.toString().lines()).hasSize(script.faults().size());
  }

  @Test
  void everyKindOccursUnlessSwitchedOff() {
    FaultPlan plan = FaultPlan.of(Duration.ofMinutes(5));

    assertThat(kindsOf(plan)).isEqualTo(EnumSet.allOf(FaultKind.class));
    assertThat(kindsOf(plan.without(FaultKind.CRASH, FaultKind.CLOCK_RATE)))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(FaultKind.CRASH, FaultKind.CLOCK_RATE)));
    assertThat(kindsOf(plan.only(FaultKind.PAUSE))).containsExactly(FaultKind.PAUSE);
    assertThat(kindsOf(plan.only())).isEmpty();
  }

  @Test
  void clocksStayWithinTheirBound() {
    FaultPlan plan =
        FaultPlan.of(Duration.ofMinutes(5)).only(FaultKind.CLOCK_RATE).clockRateBound(0.001);

    assertThat(FaultScript.draw(plan, NAMES, new SplittableRandom(1)).faults())
        .extracting(Fault::degree)
        .allSatisfy(rate -> assertThat(rate).isBetween(0.999, 1.001))
        .anySatisfy(rate -> assertThat(rate).isLessThan(1))
        .anySatisfy(rate -> assertThat(rate).isGreaterThan(1));
  }

  @Test
  void allIsWellAgainWhenTheScriptIsOver() {
    nemesis.target(() -> Optional.of(all.getFirst().node()));
    FaultPlan plan = FaultPlan.of(Duration.ofMinutes(2));
    nemesis.play(FaultScript.draw(plan, NAMES, world.random()));
    streamFromEachToEach(plan.length());
    world.run(plan.length());

    assertThat(nemesis.counts()).containsOnlyKeys(FaultKind.values());
    assertAllIsWell();
    var packets = world.network().counts();
    packets.remove(PacketFate.RESENT); // there are no system messages between these nodes
    assertThat(packets).allSatisfy((fate, count) -> assertThat(count).as(fate.name()).isPositive());
  }

  @Test
  void healEndsEverythingAtOnce() {
    FaultPlan plan =
        FaultPlan.of(Duration.ofMinutes(2))
            .gaps(Duration.ofMillis(1), Duration.ofMillis(10))
            .lasting(Duration.ofMinutes(1), Duration.ofMinutes(1))
            .targeted(0);
    nemesis.play(FaultScript.draw(plan, NAMES, world.random()));
    world.run(Duration.ofSeconds(1));
    assertThat(all).anyMatch(recorder -> !recorder.node().alive());

    nemesis.heal();
    var counts = nemesis.counts();
    assertAllIsWell();

    world.run(plan.length());
    assertThat(nemesis.counts()).isEqualTo(counts);
    assertAllIsWell();
  }

  @Test
  void theTargetIsWhoeverItIsWhenTheFaultBegins() {
    var leader = new AtomicReference<>(Optional.<SimNode>empty());
    nemesis.target(leader::get);
    nemesis.play(
        new FaultScript(Duration.ofSeconds(10), List.of(isolated(1), isolated(3), isolated(5))));

    world.run(Duration.ofSeconds(2));
    assertThat(nemesis.skipped()).isEqualTo(1);
    assertThat(reached()).hasSize(6);

    leader.set(Optional.of(all.get(1).node()));
    world.run(Duration.ofMillis(1500));
    assertThat(reached()).containsExactlyInAnyOrder("ac", "ca");

    leader.set(Optional.of(all.get(2).node()));
    world.run(Duration.ofSeconds(2));
    assertThat(reached()).containsExactlyInAnyOrder("ab", "ba");
    assertThat(nemesis.counts()).containsOnly(entry(FaultKind.ISOLATED, 2));
  }

  @Test
  void aCrashThatIsNotAllowedIsSkipped() {
    nemesis.mayCrash(node -> all.stream().allMatch(recorder -> recorder.node().alive()));
    FaultPlan plan = FaultPlan.of(Duration.ofMinutes(1)).only(FaultKind.CRASH).targeted(0);
    nemesis.play(FaultScript.draw(plan, NAMES, world.random()));
    world.afterEachStep(ran ->
        assertThat(all.stream().filter(recorder -> !recorder.node().alive()).count())
            .isLessThanOrEqualTo(1));
    world.run(plan.length());

    assertThat(nemesis.counts().get(FaultKind.CRASH)).isGreaterThan(10);
    assertThat(nemesis.skipped()).isGreaterThan(10);
  }

  private static EnumSet<FaultKind> kindsOf(FaultPlan plan) {
    var kinds = EnumSet.noneOf(FaultKind.class);
    FaultScript.draw(plan, NAMES, new SplittableRandom(1))
        .faults()
        .forEach(fault -> kinds.add(fault.kind()));
    return kinds;
  }

  private static Fault isolated(int second) {
    return new Fault(
        FaultKind.ISOLATED,
        Duration.ofSeconds(second),
        Duration.ofMillis(1900),
        List.of(Fault.TARGET),
        0);
  }

  private void streamFromEachToEach(Duration length) {
    for (Recorder from : all) {
      for (Recorder to : all) {
        for (long ms = 0; ms < length.toMillis(); ms += 5) {
          world.schedule(
              Duration.ofMillis(ms),
              () -> {
                if (from != to && from.node().alive()) {
                  from.send(to, 0);
                }
              });
        }
      }
    }
  }

  private void assertAllIsWell() {
    for (Recorder recorder : all) {
      SimNode node = recorder.node();
      assertThat(node.alive()).isTrue();
      assertThat(node.paused()).isFalse();
      assertThat(node.clock().rate()).isEqualTo(1);
      assertThat(node.clock().wallMillis())
          .isEqualTo(NodeClock.EPOCH_MILLIS + world.nanos() / 1_000_000);
    }
    world.run(Duration.ofSeconds(1)); // what was underway is over
    assertThat(reached()).hasSize(6);
  }

  private List<String> reached() {
    all.forEach(to -> to.seen().clear());
    for (Recorder from : all) {
      for (Recorder to : all) {
        if (from != to) {
          from.send(to, from.node().index());
        }
      }
    }
    world.run(Duration.ofMillis(50));
    List<String> reached = new ArrayList<>();
    for (Recorder to : all) {
      to.numbers().forEach(from -> reached.add(NAMES.get(from.intValue()) + to.node().name()));
    }
    return reached;
  }
}
