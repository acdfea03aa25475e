package dev.memdi.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The bytes of every message are those of {@code golden-bytes.txt}, so that nodes of different
 * versions of memdi understand each other. With {@code -Dmemdi.golden=rewrite} the file is written
 * anew: lines of manifests that are no longer written stay, because they are still to be read.
 */
class GoldenBytesTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/memdi/raft/wire/golden-bytes.txt");
  private static final String HEADER =
      """
      # What each message looks like between nodes: its name among the samples, its serializer, its
      # manifest, its bytes. A changed line means that nodes before the change don't understand those
      # after it: give the frame a new manifest instead, and leave its old line in here.
      """;

  /** A message as some version of memdi wrote it. */
  private record Golden(String sample, int serializer, String manifest, String hex) {
    static Golden parse(String line) {
      String[] words = line.split(" ");
      return new Golden(words[0], Integer.parseInt(words[1]), words[2], words[3]);
    }

    /** What there is one line of. */
    String key() {
      return sample + " " + serializer + " " + manifest;
    }

    @Override
    public String toString() {
      return key() + " " + hex;
    }
  }

  private static WireSystem system;

  @BeforeAll
  static void start() {
    system = new WireSystem();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void everyMessageIsWrittenAsEver() throws IOException {
    assertThat(stored()).containsAll(current());
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void whateverWasEverWrittenIsRead() throws IOException {
    Map<String, Object> samples = WireSamples.all(system);
    assertThat(stored())
        .isNotEmpty()
        .allSatisfy(golden -> {
          byte[] bytes = HexFormat.of().parseHex(golden.hex());
          assertThat(system.read(bytes, golden.serializer(), golden.manifest()))
              .isEqualTo(samples.get(golden.sample()));
        });
  }

  @Test
  void everyManifestHasGoldenBytes() {
    assertThat(current()).extracting(Golden::manifest).contains(manifests());
  }

  @Test
  @EnabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void rewrite() throws IOException {
    Map<String, Golden> lines = new LinkedHashMap<>();
    if (Files.exists(FILE)) {
      stored().forEach(golden -> lines.put(golden.key(), golden));
    }
    current().forEach(golden -> lines.put(golden.key(), golden));
    Files.writeString(
        FILE,
        HEADER
            + lines.values().stream().map(golden -> golden + "\n").collect(Collectors.joining()));
  }

  private static List<Golden> stored() throws IOException {
    return Files.readAllLines(FILE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Golden::parse)
        .toList();
  }

  private static List<Golden> current() {
    return WireSamples.all(system).entrySet().stream()
        .map(sample ->
            new Golden(
                sample.getKey(),
                system.serializer(sample.getValue()),
                system.manifest(sample.getValue()),
                HexFormat.of().formatHex(system.write(sample.getValue()))))
        .toList();
  }

  private static String[] manifests() {
    return Arrays.stream(FrameKind.values()).map(FrameKind::manifest).toArray(String[]::new);
  }
}
