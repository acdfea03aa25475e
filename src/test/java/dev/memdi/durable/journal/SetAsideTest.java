package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import dev.memdi.durable.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a damaged log: files of a real directory, and of a disk that fails. */
class SetAsideTest {
  private static final String ID = "memdi/a/default/0";
  private static final String ASIDE = "damaged-memdi%2fa%2fdefault%2f0";
  private static final String SEGMENT = SegmentName.plain(1);
  private static final String PACKED = SegmentName.packed(2);
  private static final String OWN = SnapshotName.of(ID, 7, 8).file();
  private static final String OTHERS = SnapshotName.of("memdi/a/default/1", 7, 8).file();

  @TempDir Path directory;
  private FileDisk disk;
  private SetAside aside;

  @BeforeEach
  void fill() throws IOException {
    disk = FileDisk.open(directory);
    aside = new SetAside(ID, List.of(disk));
    for (String name : List.of(SEGMENT, PACKED, OWN, OTHERS, "memdi.properties")) {
      write(disk, name, name);
    }
  }

  @AfterEach
  void close() throws IOException {
    disk.close();
  }

  private static void write(Disk disk, String name, String text) throws IOException {
    try (DiskFile file = disk.create(name, 0)) {
      file.write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
    }
  }

  private static void keep(SetAside aside) throws IOException {
    assertThat(aside.keep().toCompletableFuture()).isCompleted();
  }

  private List<String> content() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(ASIDE))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void segmentsAndItsOwnSnapshotsAreKeptWhateverBecomesOfTheLog() throws IOException {
    assertThat(aside.place()).isEmpty();

    keep(aside);

    assertThat(aside.place()).contains(directory.resolve(ASIDE).toString());
    assertThat(disk.list())
        .as("what is read as the log")
        .containsExactly(SEGMENT, PACKED, "memdi.properties", OWN, OTHERS);
    for (String name : disk.list()) {
      disk.delete(name);
    }
    assertThat(content()).containsExactly(SEGMENT, PACKED, OWN);
    assertThat(directory.resolve(ASIDE).resolve(SEGMENT)).hasContent(SEGMENT);
  }

  @Test
  void whatIsSetAsideFirstStaysUntilItIsDisposedOf() throws IOException {
    keep(aside);
    write(disk, SegmentName.plain(3), "later");

    keep(aside);
    assertThat(content()).containsExactly(SEGMENT, PACKED, OWN);

    assertThat(aside.begunAnew().toCompletableFuture()).isCompleted();
    assertThat(aside.dispose().toCompletableFuture()).isCompleted();
    assertThat(directory.resolve(ASIDE)).doesNotExist();
    assertThat(aside.place()).isEmpty();
    keep(aside);
    assertThat(content()).containsExactly(SEGMENT, PACKED, SegmentName.plain(3), OWN);
  }

  @Test
  void whatAnEarlierLifeDidNotFinishIsDoneAnew() throws IOException {
    Path unfinished = Files.createDirectory(directory.resolve(ASIDE + ".new"));
    Files.writeString(unfinished.resolve("of old"), "rest");
    assertThat(aside.place()).isEmpty();

    keep(aside);

    assertThat(content()).containsExactly(SEGMENT, PACKED, OWN);
    assertThat(unfinished).doesNotExist();
  }

  @Test
  void aFileThatIsGoneMeanwhileLeavesNothingHalfDone() throws IOException {
    assertThatThrownBy(() -> disk.setAside(List.of(SEGMENT, "gone"), ASIDE))
        .isInstanceOf(NoSuchFileException.class);

    assertThat(aside.place()).isEmpty();
    keep(aside);
    assertThat(content()).containsExactly(SEGMENT, PACKED, OWN);
  }

  @Test
  void whatMayNotLastIsNotTakenForSetAside() throws IOException {
    FragileDisk fragile = new FragileDisk();
    write(fragile, SEGMENT, "records");
    SetAside there = new SetAside(ID, List.of(new SharedDisk(fragile)));
    fragile.forcesFail = true;

    assertThat(there.keep().toCompletableFuture()).isCompletedExceptionally();
    assertThat(there.place()).isEmpty();
    fragile.forcesFail = false;
    keep(there);

    assertThat(new SetAside(ID, List.of(fragile.crash(new SplittableRandom(1)))).place())
        .contains(Path.of("memory", ASIDE).toString());
  }

  @Test
  void thatALogIsBeingGivenUpIsKnownUntilItHasBegunAnewWhateverFailsOrCrashes() throws IOException {
    FragileDisk fragile = new FragileDisk();
    write(fragile, SEGMENT, "records");
    SetAside there = new SetAside(ID, List.of(new SharedDisk(fragile)));
    assertThat(there.isBeingGivenUp()).isFalse();
    keep(there);
    fragile.delete(SEGMENT);
    fragile.forcesFail = true;
    assertThat(there.keep().toCompletableFuture()).isCompletedExceptionally();
    fragile.forcesFail = false;

    FragileDisk later = fragile.crash(new SplittableRandom(1));
    SetAside found = new SetAside(ID, List.of(new SharedDisk(later)));

    assertThat(found.isBeingGivenUp()).isTrue();
    assertThat(found.place()).as("what was kept before").isPresent();
    assertThat(found.begunAnew().toCompletableFuture()).isCompleted();
    SetAside last = new SetAside(ID, List.of(later.crash(new SplittableRandom(2))));
    assertThat(last.isBeingGivenUp()).isFalse();
    assertThat(last.place()).isPresent();
  }

  /** Else the log that took its place would be given up with all that it has acknowledged. */
  @Test
  void thatItHasBegunAnewIsNotKnownBeforeThatWillLast() throws IOException {
    FragileDisk fragile = new FragileDisk();
    write(fragile, SEGMENT, "records");
    SetAside there = new SetAside(ID, List.of(new SharedDisk(fragile)));
    keep(there);
    fragile.forcesFail = true;

    assertThat(there.begunAnew().toCompletableFuture()).isCompletedExceptionally();
    assertThat(there.isBeingGivenUp()).isTrue();

    fragile.forcesFail = false;
    assertThat(there.begunAnew().toCompletableFuture()).isCompleted();
    assertThat(new SetAside(ID, List.of(fragile.crash(new SplittableRandom(1)))).isBeingGivenUp())
        .isFalse();
  }
}
