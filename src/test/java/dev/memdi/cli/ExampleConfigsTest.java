package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The examples in conf/ work as they are. */
class ExampleConfigsTest {
  @BeforeEach
  void readAnew() {
    ConfigFactory.invalidateCaches();
  }

  @TestFactory
  List<DynamicTest> everyExampleIsAValidConfiguration() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      List<Path> examples =
          files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
      assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
      return examples.stream()
          .map(file -> dynamicTest(file.toString(), () -> assertThat(read(file)).isNotNull()))
          .toList();
    }
  }

  @Test
  void aSingleNodeWaitsForNobody() {
    Settings settings = read(Path.of("conf/single-node.conf"));

    assertThat(settings.cluster().seeds()).isEmpty();
    assertThat(settings.cluster().expect()).isEqualTo(1);
  }

  @Test
  void threeNodesDifferInWhatTheirOptionsSay() {
    Config b =
        new NodeConfig()
            .with("memdi.node.name", "b", "--name")
            .with("memdi.cluster.host", "10.0.0.2", "--cluster")
            .read(Optional.of(Path.of("conf/three-nodes.conf")));

    Settings settings = Settings.from(b);

    assertThat(settings.node().name()).isEqualTo("b");
    assertThat(settings.cluster().seeds()).hasSize(3);
    assertThat(b.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("10.0.0.2");
  }

  private static Settings read(Path file) {
    return Settings.from(new NodeConfig().read(Optional.of(file)));
  }
}
