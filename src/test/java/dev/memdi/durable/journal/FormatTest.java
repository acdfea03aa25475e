package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The bytes of a segment are those of {@code segment-v1.txt}, so that a newer memdi reads what an
 * older one wrote. With {@code -Dmemdi.golden=rewrite} the file is written anew: for a new version
 * of the format make a new file, and leave the old one to be read.
 */
class FormatTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/memdi/durable/journal/segment-v1.txt");
  private static final int LINE = 32;

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void aSegmentIsWrittenAsEver() throws IOException {
    assertThat(lines(segment())).isEqualTo(Files.readAllLines(FILE));
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void whatWasWrittenInVersionOneIsRead() throws IOException {
    FragileDisk disk = new FragileDisk();
    byte[] bytes = bytes(Files.readAllLines(FILE));
    disk.create(SegmentName.plain(1), bytes.length).write(java.nio.ByteBuffer.wrap(bytes), 0);
    var log = new LogDriver(disk, 8192);
    assertThat(log.read("a")).containsExactly("2-3:two and three");
    assertThat(log.read("b")).containsExactly("7-7:seven");
    assertThat(log.warnings).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void rewrite() throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.write(FILE, lines(segment()));
  }

  private static byte[] segment() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, 8192, 42);
    log.write("a", 1, "one").get();
    log.queue(false, LogDriver.events("a", 2, 3, "two and three")).isSettled();
    log.log.turn();
    log.write("b", 7, "seven").get();
    log.delete("a", 1).get();
    log.log.close();
    return disk.bytes(SegmentName.plain(1));
  }

  /** Offset and bytes; lines of zeros are left out, but for the last. */
  private static List<String> lines(byte[] bytes) {
    List<String> lines = new java.util.ArrayList<>();
    for (int at = 0; at < bytes.length; at += LINE) {
      int end = Math.min(bytes.length, at + LINE);
      String hex = HexFormat.of().formatHex(bytes, at, end);
      if (end == bytes.length || !hex.matches("0+")) {
        lines.add("%06d %s".formatted(at, hex));
      }
    }
    return lines;
  }

  private static byte[] bytes(List<String> lines) {
    String last = lines.getLast();
    byte[] bytes = new byte[Integer.parseInt(last.substring(0, 6)) + (last.length() - 7) / 2];
    for (String line : lines) {
      byte[] some = HexFormat.of().parseHex(line.substring(7));
      System.arraycopy(some, 0, bytes, Integer.parseInt(line.substring(0, 6)), some.length);
    }
    return bytes;
  }
}
