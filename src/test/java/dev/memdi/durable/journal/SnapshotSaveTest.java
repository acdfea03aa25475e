package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.journal.SnapshotRun.Heard;
import dev.memdi.durable.journal.SnapshotRun.Sample;
import dev.memdi.sim.disk.DiskTroubles;
import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotSaveTest {
  private static final int SEEDS = 400;
  private static final Sample OLDER = new Sample(5, 7, 100);
  private static final Sample NEWER = new Sample(9, 12, 300);

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    for (int chunks : List.of(0, 1, 2, 30)) {
      Disk disk = new SimDisk(new SplittableRandom(1)).open();
      Sample sample = new Sample(3, chunks, 500);
      SnapshotName name = SnapshotRun.finish(sample.save(disk));

      assertThat(disk.list()).containsExactly(name.file());
      sample.assertSame(SnapshotRun.load(disk).orElseThrow());
    }
  }

  @Test
  void aSnapshotWithoutChunksIsItsHead() throws IOException {
    Disk disk = new SimDisk(new SplittableRandom(1)).open();
    var about = new Sample(3, 0, 0).snapshot().about();
    var headOnly =
        new SnapshotAbout.WithHead(
            new SnapshotAbout(
                about.persistenceId(), 3, 4, about.form(), Optional.empty(), Optional.empty()),
            NEWER.chunk(0));
    SnapshotRun.finish(
        new SnapshotSave(disk, headOnly, Optional.empty(), SnapshotRun.SETTINGS, new Heard()));

    SnapshotContent content = SnapshotRun.load(disk).orElseThrow();
    assertThat(content.snapshot()).isEqualTo(headOnly);
    assertThat(content.chunks()).isEmpty();
  }

  @Test
  void aCrashAtAnyMomentLeavesTheOlderSnapshotOrAllOfTheNewerOne() throws IOException {
    Set<Long> found = new HashSet<>();
    boolean unfinishedSeen = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SimDisk place = new SimDisk(random.split());
      Disk disk = place.open();
      SnapshotRun.finish(OLDER.save(disk));

      int slices = random.nextInt(40);
      boolean finished = SnapshotRun.finish(NEWER.save(disk), slices).isPresent();
      place.crash();
      Disk after = place.open();
      unfinishedSeen |= after.list().stream().anyMatch(SnapshotName::isUnfinished);
      new SnapshotFiles(after).sweep();

      assertThat(after.list()).noneMatch(SnapshotName::isUnfinished);
      SnapshotContent content = SnapshotRun.load(after).orElseThrow();
      long sequenceNr = content.snapshot().about().sequenceNr();
      (sequenceNr == 9 ? NEWER : OLDER).assertSame(content);
      if (finished) {
        assertThat(sequenceNr).as("seed %s: it was said to be saved", seed).isEqualTo(9);
      }
      found.add(finished ? -1 : sequenceNr);
    }
    assertThat(found)
        .as("crashes before, after and between")
        .containsExactlyInAnyOrder(5L, 9L, -1L);
    assertThat(unfinishedSeen).isTrue();
  }

  @Test
  void whateverFailsLeavesTheOlderSnapshotAndNothingElse() throws IOException {
    int failed = 0;
    int succeeded = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SimDisk place = new SimDisk(random.split());
      Disk disk = place.open();
      SnapshotRun.finish(OLDER.save(disk));
      DiskTroubles troubles = place.troubles();
      switch (seed % 3) {
        case 0 -> troubles.failWrites(0.1);
        case 1 -> troubles.failForces(0.5);
        default -> troubles.capacity(place.used() + random.nextInt(3_500));
      }
      Sample expected = OLDER;
      try {
        SnapshotRun.finish(NEWER.save(disk));
        expected = NEWER;
        succeeded++;
      } catch (IOException e) {
        failed++;
        assertThat(disk.list())
            .as("seed %s", seed)
            .containsExactly(OLDER.snapshot().about().name().file());
        assertThat(e.getSuppressed()).isEmpty();
      }
      expected.assertSame(SnapshotRun.load(disk).orElseThrow());

      troubles.failWrites(0);
      troubles.failForces(0);
      troubles.capacity(DiskTroubles.PLENTY);
      place.crash();
      Disk after = place.open();
      Sample loaded =
          SnapshotRun.load(after).orElseThrow().snapshot().about().sequenceNr() == 9
              ? NEWER
              : OLDER;
      loaded.assertSame(SnapshotRun.load(after).orElseThrow());
      if (expected == NEWER) {
        assertThat(loaded).as("seed %s", seed).isEqualTo(NEWER);
      }

      SnapshotRun.finish(NEWER.save(after)); // and now it can be saved
      NEWER.assertSame(SnapshotRun.load(after).orElseThrow());
    }
    assertThat(failed).isGreaterThan(100);
    assertThat(succeeded).isGreaterThan(20);
  }

  @Test
  void theLastOfTheDiskIsLeftToOthers() throws IOException {
    SimDisk place = new SimDisk(new SplittableRandom(1));
    Disk disk = place.open();
    SnapshotRun.finish(OLDER.save(disk));
    long used = place.used();
    var keeping = new SnapshotSettings(SnapshotRun.SETTINGS.directory(), 1, 200, 1000, false);
    for (int room : List.of(999, 1500)) {
      place.troubles().capacity(used + room);
      assertThatThrownBy(() -> SnapshotRun.finish(NEWER.save(disk, keeping, new Heard())))
          .hasMessageContaining("no room for the snapshot")
          .hasMessageContaining("and 1000 shall stay free");
      assertThat(place.used()).isEqualTo(used);
    }

    place.troubles().capacity(used + 10_000);
    SnapshotRun.finish(NEWER.save(disk, keeping, new Heard()));
    NEWER.assertSame(SnapshotRun.load(disk).orElseThrow());
  }

  @Test
  void chunksThatCantBeMadeFailTheSnapshot() throws IOException {
    Disk disk = new SimDisk(new SplittableRandom(1)).open();
    Chunked.Chunks broken =
        new Chunked.Chunks() {
          @Override
          public int count() {
            return 2;
          }

          @Override
          public Bytes chunk(int number) {
            throw new IllegalStateException("no such chunk");
          }
        };
    var save =
        new SnapshotSave(
            disk,
            new Sample(1, 2, 0).snapshot(),
            Optional.of(broken),
            SnapshotRun.SETTINGS,
            new Heard());

    assertThatThrownBy(() -> SnapshotRun.finish(save)).hasMessage("no such chunk");
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void whatDoesNotReadAsItWasWrittenIsNotNamed() throws IOException {
    SimDisk place = new SimDisk(new SplittableRandom(1));
    Disk disk = place.open();
    SnapshotSave save = NEWER.save(disk);
    String unfinished = NEWER.snapshot().about().name().unfinishedFile();
    long whole = 0;
    for (long size = -1; size != whole; whole = place.size(unfinished)) {
      size = whole;
      assertThat(SnapshotRun.finish(save, 1)).isEmpty();
    }
    place.flip(unfinished, 8 * (whole - 100) + 3);

    assertThatThrownBy(() -> SnapshotRun.finish(save))
        .isInstanceOf(SnapshotDamagedException.class)
        .hasMessageContaining(unfinished);
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void aLargeSnapshotIsWrittenAndReadInSlices() throws IOException {
    Disk disk = new SimDisk(new SplittableRandom(1)).open();
    Sample large = new Sample(1, 100, 1000);
    SnapshotSave save = large.save(disk);

    assertThat(SnapshotRun.finish(save, 90)).isEmpty();
    SnapshotRun.finish(save);
    var load =
        new SnapshotLoad(
            new SnapshotFiles(disk), Sample.ID, SnapshotRun.ALL, SnapshotRun.SETTINGS, new Heard());
    assertThat(SnapshotRun.finish(load, 50)).isEmpty();
    large.assertSame(SnapshotRun.finish(load).orElseThrow());
  }

  @Test
  void neverMuchWaitsToBeForced() throws IOException {
    SimDisk place = new SimDisk(new SplittableRandom(1));
    SnapshotSave save = new Sample(1, 100, 1000).save(place.open());
    String unfinished = new Sample(1, 100, 1000).snapshot().about().name().unfinishedFile();
    SnapshotRun.finish(save, 1);
    for (int i = 0; i < 50; i++) {
      assertThat(SnapshotRun.finish(save, 1)).isEmpty();
      assertThat(place.isForced(unfinished)).isTrue();
    }
  }

  @Test
  void progressIsReportedAtEachTenthAndNotMoreOften() throws IOException {
    Disk disk = new SimDisk(new SplittableRandom(1)).open();
    Heard heard = new Heard();
    SnapshotRun.finish(new Sample(1, 200, 600).save(disk, SnapshotRun.SETTINGS, heard));
    SnapshotRun.load(disk, SnapshotRun.SETTINGS, heard);

    for (var phase : SnapshotProgress.Phase.values()) {
      List<SnapshotProgress> reports =
          heard.progress.stream().filter(report -> report.phase() == phase).toList();
      assertThat(reports)
          .extracting(SnapshotProgress::percent)
          .containsExactly(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
      assertThat(reports).extracting(SnapshotProgress::bytes).isSorted();
    }
    assertThat(heard.progress.getFirst())
        .hasToString("saving the snapshot of Shard|7 at 1: 10 %, 0.0 MB");
  }
}
