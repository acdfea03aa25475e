package dev.memdi.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path parent;

  @Test
  void whoComesFirstOwnsIt() {
    Path directory = parent.resolve("a/b");

    assertThat(DataDirectory.claim(directory, "n1", 8)).isEmpty();
    assertThat(DataDirectory.claim(directory, "n1", 8)).isEmpty();
  }

  @Test
  void anotherNodeIsTurnedAway() {
    DataDirectory.claim(parent, "n1", 8);

    assertThat(DataDirectory.claim(parent, "n2", 8))
        .hasValue(parent + " holds the data of node 'n1', not of 'n2'");
  }

  @Test
  void keysAreNotLookedForInOtherShards() {
    DataDirectory.claim(parent, "n1", 8);

    assertThat(DataDirectory.claim(parent, "n1", 4))
        .hasValue(parent + " holds keys spread over 8 shards, and memdi.cluster.shards is 4");
  }

  @Test
  void whatALaterVersionMadeIsNotTouched() throws IOException {
    Files.writeString(parent.resolve("memdi.properties"), "format=2\nnode=n1\n");

    assertThat(DataDirectory.claim(parent, "n1", 8))
        .hasValue(parent + " is of format 2; this version reads format 1");
  }
}
