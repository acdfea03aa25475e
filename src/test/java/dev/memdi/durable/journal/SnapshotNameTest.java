package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SnapshotNameTest {
  @Property
  void everyNameIsReadAsItWasWritten(
      @ForAll String persistenceId,
      @ForAll @LongRange(min = 0) long sequenceNr,
      @ForAll @LongRange(min = 0) long timestamp) {
    SnapshotName name = SnapshotName.of(persistenceId, sequenceNr, timestamp);

    if (!persistenceId.isEmpty()) {
      assertThat(SnapshotName.parse(name.file())).contains(name);
    }
    assertThat(SnapshotName.parse(name.unfinishedFile())).isEmpty();
    assertThat(SnapshotName.isUnfinished(name.unfinishedFile())).isTrue();
    assertThat(SnapshotName.isUnfinished(name.file())).isFalse();
    assertThat(name.unfinishedFile()).matches("[a-z0-9._%~-]+").hasSizeLessThan(255);
  }

  @Property
  void differentIdsHaveDifferentNamesWhateverTheFileSystemMakesOfCapitals(
      @ForAll String one, @ForAll String other) {
    boolean same = SnapshotName.ownerOf(one).equals(SnapshotName.ownerOf(other));
    // What can't be written as UTF-8 is no text: such ids are not told apart.
    assertThat(same)
        .isEqualTo(
            Arrays.equals(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
    String name = SnapshotName.ownerOf(one);
    assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
  }

  @Test
  void aNameIsReadable() {
    assertThat(SnapshotName.of("Shard|7-b", 12, 34).file())
        .isEqualTo("snapshot-%53hard%7c7%2db-12-34");
  }

  @Test
  void longIdsAreToldApart() {
    String long1 = "a".repeat(500) + "1";
    String long2 = "a".repeat(500) + "2";
    assertThat(SnapshotName.ownerOf(long1)).isNotEqualTo(SnapshotName.ownerOf(long2));
    assertThat(SnapshotName.of(long1, Long.MAX_VALUE, Long.MAX_VALUE).unfinishedFile())
        .hasSizeLessThan(255);
  }

  @Test
  void whatIsNoSnapshotIsLeftAlone() throws IOException {
    var disk = new SimDisk(new SplittableRandom(1)).open();
    var name = SnapshotName.of("a", 1, 2);
    for (String file :
        List.of(
            "journal-1",
            "journal-1.new",
            "snapshot-",
            "snapshot-a-1",
            "snapshot-a-b-2",
            "snapshot-a-1-99999999999999999999",
            name.file(),
            name.unfinishedFile())) {
      disk.create(file, 0);
    }
    var files = new SnapshotFiles(disk);
    files.sweep();

    assertThat(disk.list()).contains("journal-1.new", name.file()).hasSize(7);
    assertThat(files.of("a", SnapshotRun.ALL)).containsExactly(name);
    assertThat(SnapshotName.parse("lock")).isEqualTo(Optional.empty());
  }

  @Test
  void rangesIncludeTheirBoundsAndDeleteNothingElse() throws IOException {
    var disk = new SimDisk(new SplittableRandom(1)).open();
    for (int i = 1; i <= 5; i++) {
      disk.create(SnapshotName.of("a", i, 10 * i).file(), 0);
      disk.create(SnapshotName.of("b", i, 10 * i).file(), 0);
    }
    var files = new SnapshotFiles(disk);
    assertThat(
            SnapshotRun.finish(new SnapshotDeletion(files, "a", new SnapshotRange(0, 3, 20, 99))))
        .isEqualTo(2);
    assertThat(files.of("a", SnapshotRun.ALL))
        .extracting(SnapshotName::sequenceNr)
        .containsExactly(1L, 4L, 5L);
    assertThat(SnapshotRun.finish(new SnapshotDeletion(files, "a", SnapshotRange.of(4, 0))))
        .isEqualTo(1);
    assertThat(SnapshotRun.finish(new SnapshotDeletion(files, "a", SnapshotRange.of(5, 49))))
        .isZero();
    assertThat(files.of("a", SnapshotRun.ALL)).hasSize(2);
    assertThat(files.of("b", SnapshotRun.ALL)).hasSize(5);
  }
}
