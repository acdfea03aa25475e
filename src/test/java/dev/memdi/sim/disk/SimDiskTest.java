package dev.memdi.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimDiskTest {
  private static final long SEEDS = 300;

  private final SimDisk place = new SimDisk(new SplittableRandom(1));

  @Test
  void whatIsWrittenIsReadAndWhatWasNeverWrittenIsZeros() throws IOException {
    DiskFile file = place.open().create("f", 2000);
    write(file, 1, 1000, 600);
    write(file, 2, 2500, 10);

    assertThat(file.size()).isEqualTo(2510);
    assertThat(read(file, 999, 2)).containsExactly(0, 1);
    assertThat(read(file, 1599, 2)).containsExactly(1, 0);
    assertThat(read(file, 2400, 500)).hasSize(110).endsWith(2, 2).startsWith(0);
    assertThat(read(file, 2510, 5)).isEmpty();
    file.truncate(1500);
    write(file, 3, 1600, 1);
    assertThat(read(file, 1499, 3)).containsExactly(1, 0, 0);
  }

  @Test
  void whatWasForcedSurvivesEveryCrash() {
    forEachSeed(
            seed -> {
              SimDisk disk = new SimDisk(new SplittableRandom(seed));
              DiskFile file = created(disk, "f", 0);
              write(file, 1, 0, 3000);
              assertThat(succeeded(file.force())).isTrue();
              disk.crash();
              return read(disk.open().open("f"), 0, 4000);
            })
        .forEach(bytes -> assertThat(bytes).isEqualTo(filled(1, 3000)));
  }

  @Test
  void anySectorThatWasNotForcedMayBeLostByItself() {
    var kept = new TreeSet<String>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      DiskFile file = created(disk, "f", 2048);
      assertThat(succeeded(file.force())).isTrue();
      write(file, 1, 100, 1900);
      disk.crash();
      byte[] bytes = read(disk.open().open("f"), 0, 2048);
      assertThat(bytes).hasSize(2048);
      StringBuilder sectors = new StringBuilder();
      for (int sector = 0; sector < 4; sector++) {
        byte[] one = Arrays.copyOfRange(bytes, sector * 512 + 100, sector * 512 + 400);
        assertThat(one).isIn(filled(0, 300), filled(1, 300)); // a sector is whole
        sectors.append(one[0]);
      }
      return kept.add(sectors.toString());
    });

    assertThat(kept).hasSize(16); // every combination: later ones without earlier ones, too
  }

  @Test
  void aLengthThatWasNotForcedMayBeLost() {
    var lengths = new TreeSet<Long>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      DiskFile file = created(disk, "f", 0);
      write(file, 1, 0, 700);
      assertThat(succeeded(file.force())).isTrue();
      write(file, 2, 700, 300);
      write(file, 3, 1000, 100);
      disk.crash();
      DiskFile after = disk.open().open("f");
      assertThat(read(after, 0, 700)).isEqualTo(filled(1, 700));
      return lengths.add(after.size());
    });

    assertThat(lengths).containsExactly(700L, 1000L, 1100L);
  }

  @Test
  void aCutThatWasNotForcedMayBeUndone() {
    var lengths = new TreeSet<Long>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      DiskFile file = created(disk, "f", 0);
      write(file, 1, 0, 700);
      assertThat(succeeded(file.force())).isTrue();
      file.truncate(10);
      disk.crash();
      return lengths.add(disk.open().open("f").size());
    });

    assertThat(lengths).containsExactly(10L, 700L);
  }

  @Test
  void namesThatWereNotForcedMayBeUndoneFromTheLastOn() {
    var seen = new TreeSet<String>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      created(disk, "a", 0);
      disk.release();
      Disk open = disk.open();
      open.create("b", 0);
      open.rename("b", "c");
      open.delete("a");
      disk.crash();
      return seen.add(String.join("", disk.open().list()));
    });

    assertThat(seen).containsExactly("a", "ab", "ac", "c");
  }

  @Test
  void forcedNamesStay() {
    forEachSeed(
            seed -> {
              SimDisk disk = new SimDisk(new SplittableRandom(seed));
              Disk open = disk.open();
              open.create("a", 0);
              open.create("b", 0);
              open.rename("a", "b");
              open.create("c", 0);
              open.delete("c");
              assertThat(succeeded(open.forceNames())).isTrue();
              disk.crash();
              return disk.open().list();
            })
        .forEach(names -> assertThat(names).isEqualTo(List.of("b")));
  }

  @Test
  void whatAFailedForceWasToMakeLastIsReadableAndYetMayBeLostWhateverComesAfter() {
    var sectors = new TreeSet<String>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      DiskFile file = created(disk, "f", 2048);
      assertThat(succeeded(file.force())).isTrue();
      write(file, 1, 0, 1024);
      disk.troubles().failForces(1);
      assertThat(succeeded(file.force())).isFalse();
      disk.troubles().failForces(0);
      write(file, 2, 1024, 512);

      assertThat(read(file, 0, 1024)).isEqualTo(filled(1, 1024));
      assertThat(succeeded(file.force())).isTrue(); // a lie about the first two sectors
      disk.crash();
      byte[] bytes = read(disk.open().open("f"), 0, 2048);
      assertThat(bytes[1024]).isEqualTo((byte) 2);
      return sectors.add(bytes[0] + "" + bytes[512]);
    });

    assertThat(sectors).containsExactly("00", "01", "10", "11");
  }

  @Test
  void namesWhoseForcingFailedMayBeLostWhateverComesAfter() {
    var seen = new TreeSet<String>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      Disk open = disk.open();
      open.create("a", 0);
      disk.troubles().failForces(1);
      assertThat(succeeded(open.forceNames())).isFalse();
      disk.troubles().failForces(0);
      open.create("b", 0);
      assertThat(succeeded(open.forceNames())).isTrue();
      disk.crash();
      return seen.add(String.join("", disk.open().list()));
    });

    assertThat(seen).containsExactly("ab", "b");
  }

  @Test
  void aFailingWriteMayHaveWrittenAnyPart() {
    var written = new TreeSet<Integer>();
    forEachSeed(seed -> {
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      DiskFile file = disk.open().create("f", 4);
      disk.troubles().failWrites(1);
      assertThatThrownBy(() -> write(file, 1, 0, 4)).isInstanceOf(IOException.class);
      int ones = 0;
      for (byte b : read(file, 0, 4)) {
        ones += b;
      }
      return written.add(ones);
    });

    assertThat(written).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aFullDiskTakesNoMoreUntilThereIsRoomAgain() throws IOException {
    Disk disk = place.open();
    DiskFile file = disk.create("f", 600);
    place.troubles().capacity(1000);

    assertThat(disk.usableBytes()).isEqualTo(400);
    assertThatThrownBy(() -> disk.create("g", 401)).hasMessageContaining("no space left");
    assertThat(disk.list()).containsExactly("f");
    assertThatThrownBy(() -> write(file, 1, 600, 500)).hasMessageContaining("no space left");
    assertThat(file.size()).isLessThanOrEqualTo(1000);
    write(file, 1, 0, 600); // has its room

    place.troubles().capacity(5000);
    write(file, 1, 600, 500);
    assertThat(file.size()).isEqualTo(1100);
    disk.delete("f");
    assertThat(disk.usableBytes()).isEqualTo(5000);
  }

  @Test
  void aSlowForceCoversWhatWasWrittenBeforeIt() {
    var sectors = new TreeSet<String>();
    forEachSeed(seed -> {
      Queue<Runnable> waiting = new ArrayDeque<>();
      List<Duration> delays = new ArrayList<>();
      SimDisk disk = new SimDisk(new SplittableRandom(seed));
      created(disk, "f", 1024);
      disk.release();
      Disk open =
          disk.open((delay, action) -> {
            delays.add(delay);
            waiting.add(action);
          });
      disk.troubles().delays(Duration.ofMillis(1), Duration.ofMillis(2));
      DiskFile file = open.open("f");
      write(file, 1, 0, 512);
      CompletionStage<Void> force = file.force();
      write(file, 2, 512, 512);
      assertThat(force.toCompletableFuture()).isNotDone();
      assertThat(disk.isForced("f")).isFalse();
      waiting.remove().run();
      assertThat(succeeded(force)).isTrue();
      assertThat(delays)
          .allSatisfy(
              delay -> assertThat(delay).isBetween(Duration.ofMillis(1), Duration.ofMillis(2)));
      disk.crash();
      byte[] bytes = read(disk.open().open("f"), 0, 1024);
      return sectors.add(bytes[0] + "" + (bytes.length > 512 ? bytes[512] : 0));
    });

    assertThat(sectors).containsExactly("10", "12");
  }

  @Test
  void whatWasOpenBeforeACrashIsOfNoUse() throws IOException {
    Disk before = place.open();
    DiskFile file = before.create("f", 10);
    assertThatThrownBy(place::open).hasMessageContaining("in use");
    place.crash();
    Disk after = place.open();

    assertThatThrownBy(before::list).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> write(file, 1, 0, 1)).isInstanceOf(IOException.class);
    assertThat(succeeded(file.force())).isFalse();
    before.close(); // not the new one
    assertThat(after.list()).isNotNull();
    after.close();
    place.open();
  }

  @Test
  void namesAreTakenOnceAndMissedWhenTheyAreNotThere() throws IOException {
    Disk disk = place.open();
    disk.create("f", 0);

    assertThatThrownBy(() -> disk.create("f", 0)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open("g")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.rename("g", "h")).isInstanceOf(NoSuchFileException.class);
    disk.delete("g");
  }

  @Test
  void whatIsDeletedStaysReadableUntilClosed() throws IOException {
    Disk disk = place.open();
    DiskFile file = disk.create("f", 0);
    write(file, 7, 0, 3);
    disk.delete("f");

    assertThat(read(file, 0, 3)).containsExactly(7, 7, 7);
    file.close();
    assertThatThrownBy(() -> read(file, 0, 3)).hasMessageContaining("closed");
  }

  @Test
  void rotTurnsOneBitOfWhatIsOldAndOfNothingElse() {
    forEachSeed(
            seed -> {
              SimDisk disk = new SimDisk(new SplittableRandom(seed));
              DiskFile file = created(disk, "f", 1024);
              assertThat(succeeded(file.force())).isTrue();
              write(file, 1, 0, 512);
              assertThat(disk.rot()).isTrue();
              assertThat(read(file, 0, 512)).isEqualTo(filled(1, 512));
              byte[] rotten = read(file, 512, 512);
              disk.crash();
              assertThat(read(disk.open().open("f"), 512, 512)).isEqualTo(rotten);
              int bits = 0;
              for (byte b : rotten) {
                bits += Integer.bitCount(b & 0xFF);
              }
              return bits;
            })
        .forEach(bits -> assertThat(bits).isEqualTo(1));
  }

  @Test
  void whereNothingIsOldNothingRots() throws IOException {
    write(place.open().create("f", 0), 1, 0, 512);
    assertThat(place.rot()).isFalse();
  }

  @Test
  void whatWasWrittenLastToASegmentDoesNotRot() {
    forEachSeed(
            seed -> {
              SimDisk disk = new SimDisk(new SplittableRandom(seed));
              DiskFile file = created(disk, "journal-1.seg", 8192);
              write(file, 1, 0, 4096);
              assertThat(succeeded(file.force())).isTrue();
              assertThat(disk.rot()).isTrue();
              return read(file, 2048, 2048);
            })
        .forEach(last -> assertThat(last).isEqualTo(filled(1, 2048)));
  }

  @Test
  void aBitIsFlippedOnDemand() throws IOException {
    DiskFile file = place.open().create("f", 3);
    place.flip("f", 10);
    assertThat(read(file, 0, 3)).containsExactly(0, 4, 0);
    assertThatThrownBy(() -> place.flip("f", 24)).isInstanceOf(IllegalArgumentException.class);
  }

  // ---- how these tests write and read ----------------------------------------------------------

  /** What a run with each of the seeds gives. */
  private static <T> List<T> forEachSeed(Run<T> run) {
    LongFunction<T> unchecked =
        seed -> {
          try {
            return run.with(seed);
          } catch (IOException e) {
            throw new AssertionError("seed " + seed, e);
          }
        };
    return LongStream.range(0, SEEDS).mapToObj(unchecked).toList();
  }

  private interface Run<T> {
    T with(long seed) throws IOException;
  }

  /** A new file whose name is there to stay, and the disk still open. */
  private static DiskFile created(SimDisk disk, String name, long bytes) throws IOException {
    Disk open = disk.open();
    DiskFile file = open.create(name, bytes);
    assertThat(succeeded(file.force())).isTrue();
    assertThat(succeeded(open.forceNames())).isTrue();
    return file;
  }

  private static boolean succeeded(CompletionStage<Void> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return !stage.toCompletableFuture().isCompletedExceptionally();
  }

  private static void write(DiskFile file, int value, long position, int count) throws IOException {
    file.write(ByteBuffer.wrap(filled(value, count)), position);
  }

  private static byte[] filled(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] read(DiskFile file, long position, int count) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(count);
    int read = file.read(into, position);
    return Arrays.copyOf(into.array(), read);
  }
}
