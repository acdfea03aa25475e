package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentedLogTest {
  private static final long SEGMENT = 16 * 1024;

  private final FragileDisk disk = new FragileDisk();
  private final LogDriver log = new LogDriver(disk, SEGMENT);

  @Test
  void whatWaitsIsForcedOnce() throws IOException {
    log.write("a", 1, "one").get();
    int before = disk.forces;
    var first = log.queue(false, LogDriver.events("a", 2, 2, "two"));
    var second = log.queue(false, LogDriver.events("b", 1, 3, "three"));
    log.log.turn();
    first.get();
    second.get();
    assertThat(disk.forces - before).isEqualTo(1);
    assertThat(log.read("a")).containsExactly("1-1:one", "2-2:two");
    assertThat(log.read("b")).containsExactly("1-3:three");
  }

  @Test
  void nothingIsConfirmedBeforeItIsForcedUnlessItMayWait() throws IOException {
    log.write("a", 1, "one").get();
    disk.slow = true;
    var forced = log.queue(false, LogDriver.events("a", 2, 2, "two"));
    var waiting = log.queue(true, LogDriver.events("b", 1, 1, "may wait"));
    log.log.turn();
    assertThat(waiting.isDone()).isTrue();
    assertThat(forced.isSettled()).isFalse();
    var later = log.write("a", 3, "three");
    disk.complete();
    assertThat(forced.isDone()).isTrue();
    assertThat(later.isSettled()).isFalse();
    disk.complete();
    assertThat(later.isDone()).isTrue();
  }

  @Test
  void whatMayWaitIsForcedWhenItIsAsked() throws IOException {
    log.queue(true, LogDriver.events("a", 1, 1, "one"));
    log.log.turn();
    assertThat(log.log.hasUnforced()).isTrue();
    log.log.submit(new Request.Force());
    log.log.turn();
    assertThat(log.log.hasUnforced()).isFalse();
    assertThat(new LogDriver(disk.crash(new SplittableRandom(3)), SEGMENT).read("a"))
        .containsExactly("1-1:one");
  }

  @Test
  void aRecordLargerThanASegmentHasOneOfItsOwn() throws IOException {
    String large = "x".repeat((int) (5 * SEGMENT));
    log.write("a", 1, "one").get();
    log.write("a", 2, large).get();
    log.write("a", 3, "three").get();
    var again = new LogDriver(disk.restart(), SEGMENT);
    assertThat(again.read("a")).containsExactly("1-1:one", "2-2:" + large, "3-3:three");
  }

  @Test
  void aSecondWriterOfTheSameNumbersIsRefused() throws IOException {
    log.write("a", 1, "one").get();
    log.write("a", 2, "two").get();
    assertThat(log.write("a", 2, "other").failure()).hasMessageContaining("two writers");
    assertThat(log.read("a")).containsExactly("1-1:one", "2-2:two");
  }

  @Test
  void aFullDiskFailsWritesLosesNothingAndRecoversWithoutARestart() throws IOException {
    log.write("a", 1, "one").get();
    disk.full = true;
    String large = "x".repeat(20_000);
    assertThat(log.write("a", 2, large).failure())
        .hasMessageContaining("No space left")
        .hasMessageContaining("memory");
    assertThat(log.read("a")).containsExactly("1-1:one");
    disk.full = false;
    log.write("a", 2, large).get();
    assertThat(log.read("a")).containsExactly("1-1:one", "2-2:" + large);
    assertThat(new LogDriver(disk.restart(), SEGMENT).read("a")).hasSize(2);
  }

  @Test
  void whatAFailedForceLeftBehindIsNeverReadAgain() throws IOException {
    log.write("a", 1, "one").get();
    disk.slow = true;
    var failing = log.write("a", 2, "two");
    disk.slow = false;
    disk.forcesFail = true;
    disk.failForces();
    assertThat(failing.failure()).hasMessageContaining("may be found after a restart");
    assertThat(log.write("b", 1, "refused").failure()).hasMessageContaining("Input/output");
    disk.forcesFail = false;
    assertThat(log.write("a", 2, "not recovered").failure())
        .hasMessageContaining("has to recover first");
    assertThat(log.read("a")).containsExactly("1-1:one");
    log.write("a", 2, "another").get();
    log.write("b", 1, "b").failure();
    log.read("b");
    log.write("b", 1, "b").get();
    assertThat(log.read("a")).containsExactly("1-1:one", "2-2:another");
    var again = new LogDriver(disk.restart(), SEGMENT);
    assertThat(again.read("a")).containsExactly("1-1:one", "2-2:another");
    assertThat(again.read("b")).containsExactly("1-1:b");
  }

  @Test
  void whatWasConfirmedUnforcedAndIsCutOffIsNotWrittenOver() throws IOException {
    log.write("a", 1, "one").get();
    log.queue(true, LogDriver.events("a", 2, 2, "two")).isSettled();
    log.log.turn();
    disk.slow = true;
    var other = log.write("b", 1, "other");
    disk.slow = false;
    disk.failForces();
    assertThat(other.failure()).hasMessageContaining("Input/output");
    // Its actor still believes in number 2.
    assertThat(log.write("a", 3, "three").failure()).hasMessageContaining("recover first");
    assertThat(log.highest("a").get()).isEqualTo(1);
    log.write("a", 2, "two again").get();
    assertThat(log.read("a")).containsExactly("1-1:one", "2-2:two again");
  }

  @Test
  void deletionKeepsTheHighestNumberAndReturnsTheSpace() throws IOException {
    String text = "x".repeat(1000);
    for (int i = 1; i <= 100; i++) {
      log.write("a", i, text).get();
    }
    log.write("b", 1, "b").get();
    int before = disk.list().size();
    log.delete("a", 100).get();
    log.log.turn();
    assertThat(disk.list().size()).isLessThan(before);
    assertThat(disk.list()).hasSizeLessThanOrEqualTo(2);
    assertThat(log.highest("a").get()).isEqualTo(100);
    var again = new LogDriver(disk.restart(), SEGMENT);
    assertThat(again.highest("a").get()).isEqualTo(100);
    assertThat(again.read("a")).isEmpty();
    assertThat(again.read("b")).containsExactly("1-1:b");
    again.write("a", 101, "new").get();
    assertThat(new LogDriver(disk.restart(), SEGMENT).highest("a").get()).isEqualTo(100);
    assertThat(again.read("a")).containsExactly("101-101:new");
  }

  @Test
  void aReplayReadsTheSegmentsOfItsPersistenceIdOnly() throws IOException {
    for (int i = 1; i <= 50; i++) {
      log.write("a", i, "x".repeat(1000)).get();
    }
    log.write("b", 1, "b").get();
    assertThat(log.plan("b", 1, 9).get().parts()).hasSize(1);
    assertThat(log.plan("a", 50, 50).get().parts()).hasSize(1);
    assertThat(log.read("a", 20, 21)).hasSize(2);
  }

  @Test
  void coldSegmentsAreCompressedAndReadAsBefore() throws IOException {
    for (int i = 1; i <= 50; i++) {
      log.write("a", i, "x".repeat(1000)).get();
    }
    ReplayPlan planned = log.plan("a", 1, 50).get();
    log.pack();
    assertThat(disk.list()).hasSize(5).filteredOn(SegmentName::isPacked).hasSize(4);
    assertThat(log.read("a")).hasSize(50);
    // One that began before goes on with the original.
    assertThat(new ReplayCursor(planned).next()).isNotNull();
    var again = new LogDriver(disk.restart(), SEGMENT);
    assertThat(again.read("a")).hasSize(50);
    again.delete("a", 49).get();
    again.log.turn();
    assertThat(again.read("a")).hasSize(1);
    assertThat(again.highest("a").get()).isEqualTo(50);
  }

  @Test
  void aCrashWhileCompressingLeavesTheOriginal() throws IOException {
    for (int i = 1; i <= 50; i++) {
      log.write("a", i, "x".repeat(1000)).get();
    }
    for (int operations = 0; operations < 25; operations++) {
      FragileDisk copy = disk.restart();
      copy.operationsLeft = operations;
      try {

        var driver = new LogDriver(copy, SEGMENT);
        driver.highest("a");
        driver.pack();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("stopped");
      }
      FragileDisk after = copy.crash(new SplittableRandom(operations));
      assertThat(new LogDriver(after, SEGMENT).read("a")).hasSize(50);
    }
  }

  @Test
  void aLogThatWasClosedIsReadFromItsIndexesAlone() throws IOException {
    for (int i = 1; i <= 50; i++) {
      log.write("a", i, "x".repeat(1000)).get();
    }
    log.log.close();
    assertThat(log.write("a", 51, "late").failure()).hasMessageContaining("closed");
    var again = new LogDriver(disk.restart(), SEGMENT);
    assertThat(again.read("a")).hasSize(50);
    assertThat(again.warnings).isEmpty();
    assertThat(again.log.catalog().segments())
        .allSatisfy(segment -> assertThat(segment.live()).isNull());
  }
}
