package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTest {
  @Test
  void everyRecordIsToldAndWhatIsWrongWithIt() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, 8192);
    log.write("a", 1, "one").get();
    log.write("a", 2, "to be spoilt").get();
    log.delete("a", 1).get();
    log.log.close();
    byte[] bytes = disk.bytes(disk.list().getFirst());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("spoilt")]++;
    assertThat(inspect(disk))
        .containsExactly(
            "segment journal-0000000000000001.seg sealed=true",
            "events a 1-1, 3 bytes",
            "mark",
            "events a 2-2, 12 bytes",
            "mark",
            "state a 2, deleted to 1",
            "mark",
            "wrong: the body does not fit its checksum, of a");
  }

  @Test
  void aFileThatIsGoneIsMissed() throws IOException {
    FragileDisk disk = filled("a");
    disk.delete("journal-0000000000000002.seg");

    assertThat(wrongs(disk))
        .containsExactly(
            "journal-0000000000000003.seg at byte 4096: events 4..6 of a are missing before this");
  }

  @Test
  void whatWasDeletedIsNotMissed() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, 8192);
    for (int i = 1; i <= 12; i++) {
      log.write("a", i, "x".repeat(1200)).get();
    }
    log.delete("a", 8).get();
    log.log.close();

    assertThat(disk.list()).doesNotContain("journal-0000000000000001.seg");
    assertThat(wrongs(disk)).isEmpty();
  }

  /** But for the second copy of the header, and for what fills up to the next record. */
  @Test
  void everyByteOfASealedSegmentCounts() throws IOException {
    FragileDisk disk = filled("a");
    String name = disk.list().getFirst();
    byte[] bytes = disk.bytes(name);
    int unnoticed = 0;
    for (int at = SegmentHeader.BYTES; at < bytes.length; at++) {
      bytes[at]++;
      unnoticed += wrongs(disk).isEmpty() ? 1 : 0;
      bytes[at]--;
    }
    int records = 3 + 3 + 1; // with a mark after each, and the index
    assertThat(unnoticed).isLessThan(records * Frames.ALIGNMENT);
  }

  @Test
  void aRecordThatIsNotAllThereAtTheEndIsUnfinished() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, 8192);
    log.write("a", 1, "one").get();
    log.write("a", 2, "half of this").get();
    String name = disk.list().getFirst();
    byte[] bytes = disk.bytes(name);
    int half = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("of this");
    Arrays.fill(bytes, half, bytes.length, (byte) 0);

    assertThat(inspect(disk))
        .containsExactly(
            "segment journal-0000000000000001.seg sealed=false",
            "events a 1-1, 3 bytes",
            "mark",
            "unfinished");
  }

  /** Three segments of three events each, and some in a fourth. */
  private static FragileDisk filled(String id) throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, 8192);
    for (int i = 1; i <= 11; i++) {
      log.write(id, i, "x".repeat(1200)).get();
    }
    log.log.close();
    return disk;
  }

  private static List<String> inspect(FragileDisk disk) throws IOException {
    List<String> lines = new ArrayList<>();
    Inspection.inspect(
        disk,
        false,
        finding ->
            lines.add(
                switch (finding) {
                  case Finding.Segment found ->
                      "segment %s sealed=%s".formatted(found.file(), found.sealed());
                  case Finding.Events found ->
                      "events %s %d-%d, %d bytes"
                          .formatted(found.id(), found.first(), found.last(), found.bytes());
                  case Finding.State found ->
                      "state %s %d, deleted to %d"
                          .formatted(found.id(), found.highest(), found.deletedTo());
                  case Finding.Mark found -> "mark";
                  case Finding.Snapshot found -> "snapshot of " + found.id();
                  case Finding.Unfinished found -> "unfinished";
                  case Finding.Other found -> "other " + found.file();
                  case Finding.Wrong found -> "wrong: " + found.damage().what();
                }));
    return lines;
  }

  private static List<String> wrongs(FragileDisk disk) throws IOException {
    List<String> wrongs = new ArrayList<>();
    Inspection.inspect(
        disk,
        false,
        finding -> {
          if (finding instanceof Finding.Wrong wrong) {
            wrongs.add(wrong.damage().toString());
          }
        });
    return wrongs;
  }
}
