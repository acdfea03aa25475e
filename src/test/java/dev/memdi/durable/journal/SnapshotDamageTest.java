package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import dev.memdi.durable.journal.SnapshotRun.Heard;
import dev.memdi.durable.journal.SnapshotRun.Sample;
import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotDamageTest {
  private static final Sample OLDER = new Sample(5, 3, 40);
  private static final Sample NEWER = new Sample(9, 4, 60);
  private static final String NEWER_FILE = NEWER.snapshot().about().name().file();
  private static final SnapshotSettings USE_OLDER =
      new SnapshotSettings(SnapshotRun.SETTINGS.directory(), 1, 200, 0, true);

  private final SimDisk place = new SimDisk(new SplittableRandom(1));
  private Disk disk;

  @BeforeEach
  void save() throws IOException {
    disk = place.open();
    SnapshotRun.finish(OLDER.save(disk));
    SnapshotRun.finish(NEWER.save(disk));
  }

  @Test
  void everyBitThatTurnsIsNoticed() throws IOException {
    long bits = place.size(NEWER_FILE) * 8;
    assertThat(bits).isBetween(1_000L, 10_000L);
    for (long bit = 0; bit < bits; bit++) {
      place.flip(NEWER_FILE, bit);
      assertReported("bit " + bit);
      place.flip(NEWER_FILE, bit);
    }
    NEWER.assertSame(SnapshotRun.load(disk).orElseThrow());
  }

  @Test
  void everyMissingEndIsNoticed() throws IOException {
    DiskFile file = disk.open(NEWER_FILE);
    for (long size = file.size() - 1; size >= 0; size--) {
      file.truncate(size);
      assertReported("cut to " + size);
    }
  }

  @Test
  void whatStandsBehindTheEndIsNoticed() throws IOException {
    DiskFile file = disk.open(NEWER_FILE);
    file.write(ByteBuffer.allocate(1), file.size());
    assertReported("a byte more");
  }

  @Test
  void chunksThatChangedPlacesAreNoticed() throws IOException {
    copyChunk(NEWER_FILE, 0, 2);
    assertReported("the first chunk twice");
  }

  @Test
  void aChunkOfAnotherSnapshotIsNoticed() throws IOException {
    Sample alike = new Sample(8, NEWER.chunks(), NEWER.chunkBytes());
    SnapshotRun.finish(alike.save(disk));
    copyChunk(alike.snapshot().about().name().file(), 2, 2);
    assertReported("all right by itself");
  }

  @Test
  void chunksThatChangePlacesAfterLoadingAreReportedWhenTheyAreRead() throws IOException {
    Chunked.Chunks chunks = SnapshotRun.load(disk).orElseThrow().chunks().orElseThrow();
    copyChunk(NEWER_FILE, 0, 2);
    assertThatThrownBy(() -> chunks.chunk(2)).hasMessageContaining("piece 2 where piece 4 belongs");
  }

  /** Over a chunk of the newer snapshot; both are as long. */
  private void copyChunk(String from, int chunk, int over) throws IOException {
    long[] offsets = offsets(NEWER_FILE);
    byte[] frame = new byte[(int) (offsets[1] - offsets[0])];
    assertThat(SnapshotBytes.read(disk.open(from), frame, offsets(from)[chunk])).isTrue();
    disk.open(NEWER_FILE).write(ByteBuffer.wrap(frame), offsets[over]);
  }

  private long[] offsets(String file) throws IOException {
    SnapshotReader reader = new SnapshotReader(disk.open(file), true);
    while (reader.readOn()) {}
    return reader.chunkOffsets();
  }

  @Test
  void anotherSnapshotsFileIsNotTakenForThisOne() throws IOException {
    disk.rename(OLDER.snapshot().about().name().file(), NEWER_FILE);
    assertThatThrownBy(() -> SnapshotRun.load(disk))
        .hasMessageContaining("it is the snapshot " + OLDER.snapshot().about().name().file());
  }

  @Test
  void aChunkThatRotsAfterLoadingIsReportedWhenItIsRead() throws IOException {
    Chunked.Chunks chunks = SnapshotRun.load(disk).orElseThrow().chunks().orElseThrow();
    long offset = offsets(NEWER_FILE)[2];
    place.flip(NEWER_FILE, (offset + 30) * 8);

    assertThat(chunks.chunk(1)).isEqualTo(NEWER.chunk(1));
    assertThatThrownBy(() -> chunks.chunk(2))
        .isInstanceOfSatisfying(
            SnapshotDamagedException.class,
            damage -> {
              assertThat(damage.file()).isEqualTo(NEWER_FILE);
              assertThat(damage.offset()).isEqualTo(offset);
            });
  }

  @Test
  void aNewerFormatIsNotCalledRubbish() throws IOException {
    disk.open(NEWER_FILE).write(ByteBuffer.wrap(new byte[] {0, 0, 0, 2}), 8);
    assertThatThrownBy(() -> SnapshotRun.load(disk))
        .hasMessageContaining("its format has version 2, and this memdi reads version 1");
  }

  @Test
  void anOlderSnapshotTakesThePlaceOnlyIfTheSettingsSaySo() throws IOException {
    place.flip(NEWER_FILE, 500);
    assertReported("by default");

    Heard heard = new Heard();
    OLDER.assertSame(SnapshotRun.load(disk, USE_OLDER, heard).orElseThrow());
    assertThat(heard.passedOver)
        .singleElement()
        .extracting(SnapshotDamagedException::file)
        .isEqualTo(NEWER_FILE);
  }

  @Test
  void whenAllAreDamagedTheNewestIsReported() {
    place.flip(NEWER_FILE, 500);
    place.flip(OLDER.snapshot().about().name().file(), 500);

    assertThatThrownBy(() -> SnapshotRun.load(disk, USE_OLDER, new Heard()))
        .isInstanceOf(SnapshotDamagedException.class)
        .hasMessageContaining(NEWER_FILE);
  }

  @Test
  void aSnapshotBeingReadMayBeDeleted() throws IOException {
    SnapshotContent content = SnapshotRun.load(disk).orElseThrow();
    SnapshotRun.finish(new SnapshotDeletion(new SnapshotFiles(disk), Sample.ID, SnapshotRun.ALL));
    assertThat(disk.list()).isEmpty();

    NEWER.assertSame(content);
  }

  private void assertReported(String what) {
    assertThatThrownBy(() -> SnapshotRun.load(disk))
        .as(what)
        .isInstanceOf(SnapshotDamagedException.class)
        .hasMessageContaining("the snapshot " + NEWER_FILE + " is damaged at offset ");
  }
}
