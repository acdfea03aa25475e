package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import dev.memdi.durable.disk.DiskSetup;
import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeDisksTest {
  private static final Path DIRECTORY = Path.of("data");
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final Duration LENGTH = Duration.ofMinutes(5);

  private final World world = new World(1);
  private final List<Recorder> all = NAMES.stream().map(name -> Recorder.on(world, name)).toList();
  private final SimNode node = all.getFirst().node();
  private final SimDisk place = node.disks().at(DIRECTORY);
  private final DiskNemesis nemesis = new DiskNemesis(world, down -> all.get(down.index()).start());

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anActorSystemFindsTheDiskOfItsNode() throws IOException {
    open(node).create("f", 10);

    assertThat(place.names()).containsExactly("f");
    assertThat(node.disks().all()).containsExactly(place);
    assertThat(world.node("b").disks().all()).isEmpty();
    assertThatThrownBy(() -> open(node)).hasMessageContaining("in use");
  }

  @Test
  void aSlowForceIsDoneAfterItsTimeInATaskOfTheNode() throws IOException {
    place.troubles().delays(Duration.ofMillis(5), Duration.ofMillis(10));
    DiskFile file = open(node).create("f", 10);
    List<Long> done = new ArrayList<>();
    long tasks = world.tasks();
    file.force().thenRun(() -> done.add(world.nanos()));
    assertThat(done).isEmpty();

    world.run(Duration.ofMillis(20));

    assertThat(done)
        .singleElement()
        .satisfies(nanos -> assertThat(nanos).isBetween(5_000_000L, 10_000_000L));
    assertThat(world.tasks()).isGreaterThan(tasks);
    assertThat(place.isForced("f")).isTrue();
  }

  @Test
  void forcingIsSlowUntilThatIsHealed() throws IOException {
    DiskFile file = open(node).create("f", 10);
    play(new DiskFault(DiskFaultKind.DISK_SLOW, ms(0), ms(100), "a", 1000.0));
    world.run(ms(1));
    var slow = file.force().toCompletableFuture();
    world.run(ms(100));
    assertThat(slow).isNotDone();

    var quick = file.force().toCompletableFuture();
    world.run(ms(10));
    assertThat(quick).isDone();
  }

  @Test
  void aKillLosesWhatWasNotForcedAndNothingElse() throws IOException {
    Disk disk = open(node);
    DiskFile file = disk.create("f", 0);
    file.write(ByteBuffer.allocate(5000), 0);
    var forced = file.force().toCompletableFuture();
    var named = disk.forceNames().toCompletableFuture();
    world.run(ms(10));
    assertThat(forced).isCompleted();
    assertThat(named).isCompleted();
    boolean lost = false;
    for (int i = 0; i < 20; i++) {
      disk.open("f").write(ByteBuffer.allocate(5000), 5000);
      node.kill();
      all.getFirst().start();
      disk = open(node);
      lost |= place.size("f") == 5000;
      assertThat(place.size("f")).isIn(5000L, 10000L);
    }
    assertThat(lost).isTrue();
  }

  @Test
  void nothingIsDoneForAProcessThatIsDead() throws IOException {
    DiskFile file = open(node).create("f", 10);
    var done = file.force().toCompletableFuture();
    node.kill();
    all.getFirst().start();
    world.run(ms(100));

    assertThat(done).isNotDone();
  }

  @Test
  void aProcessThatEndsByItselfLosesNothing() throws IOException {
    open(node).create("f", 10);
    node.system().terminate();
    assertThat(world.runUntil(() -> !node.alive(), Duration.ofMinutes(1))).isTrue();
    all.getFirst().start();

    assertThat(open(node).list()).containsExactly("f");
  }

  @Test
  void allNodesLosePowerAtTheSameInstantAndComeBackWithTheirDisks() throws IOException {
    Disk disk = open(node);
    var forced = disk.create("f", 10).force().toCompletableFuture();
    var named = disk.forceNames().toCompletableFuture();
    play(
        new DiskFault(
            DiskFaultKind.POWER_LOSS_EVERYWHERE, ms(10), ms(20), DiskFault.EVERYWHERE, 0));
    world.run(ms(9));
    assertThat(all).allMatch(recorder -> recorder.node().alive());
    world.run(ms(1));
    assertThat(all).noneMatch(recorder -> recorder.node().alive());
    world.run(ms(20));

    assertThat(forced).isCompleted();
    assertThat(named).isCompleted();
    assertThat(all).allMatch(recorder -> recorder.node().incarnation() == 2);
    assertThat(open(node).list()).containsExactly("f");
  }

  @Test
  void everyKindOccursAndIsHealedButRotOnlyIfAskedFor() throws IOException {
    nemesis.target(() -> Optional.of(world.node("b")));
    DiskFaultPlan plan = DiskFaultPlan.of(LENGTH);
    assertThat(plan.kinds()).doesNotContain(DiskFaultKind.BIT_ROT).hasSize(6);
    for (Recorder each : all) {
      Disk disk = open(each.node());
      disk.create("old", 10_000).force();
      disk.forceNames();
    }
    world.run(ms(10));
    nemesis.play(DiskFaultScript.draw(plan.and(DiskFaultKind.BIT_ROT), NAMES, world.random()));
    world.run(LENGTH);

    assertThat(nemesis.counts()).containsOnlyKeys(DiskFaultKind.values());
    for (Recorder each : all) {
      Disk disk = open(each.node());
      disk.delete("new");
      DiskFile file = disk.create("new", 100_000);
      file.write(ByteBuffer.allocate(100_000), 100_000);
      var forced = file.force().toCompletableFuture();
      world.run(ms(3));
      assertThat(forced).isCompleted();
    }
  }

  @Test
  void whatMayNotLosePowerKeepsIt() {
    nemesis.mayLosePower(candidate -> candidate != node).mayAllLosePower(false);
    nemesis.play(
        DiskFaultScript.draw(
            DiskFaultPlan.of(LENGTH)
                .only(DiskFaultKind.POWER_LOSS, DiskFaultKind.POWER_LOSS_EVERYWHERE),
            NAMES,
            world.random()));
    world.run(LENGTH);

    assertThat(node.incarnation()).isEqualTo(1);
    assertThat(world.node("b").incarnation()).isGreaterThan(1);
    assertThat(nemesis.counts()).containsOnlyKeys(DiskFaultKind.POWER_LOSS);
    assertThat(nemesis.skipped()).isPositive();
  }

  @Test
  void healEndsEverythingAtOnce() {
    play(new DiskFault(DiskFaultKind.POWER_LOSS, ms(1), Duration.ofHours(1), "a", 0));
    world.run(ms(10));
    assertThat(node.alive()).isFalse();

    nemesis.heal();
    assertThat(node.alive()).isTrue();
  }

  private void play(DiskFault fault) {
    nemesis.play(new DiskFaultScript(Duration.ofHours(1), List.of(fault)));
  }

  /** As the journal does it. */
  private static Disk open(SimNode node) {
    try {
      return node.system()
          .settings()
          .setup()
          .get(DiskSetup.class)
          .orElseThrow()
          .opener()
          .open(DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
