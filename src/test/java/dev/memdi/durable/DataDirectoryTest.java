package dev.memdi.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.KeyspaceLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final KeyspaceLayout EIGHT = layout("default:8:sync");
  private static final KeyspaceLayout TWO = layout("default:8:sync,cache:4:memory");

  @TempDir private Path parent;

  private static KeyspaceLayout layout(String text) {
    return KeyspaceLayout.parse(text).orElseThrow();
  }

  private void had(KeyspaceLayout keyspaces) {
    DataDirectory.claim(parent, "n1", keyspaces);
    DataDirectory.note(parent, "n1", keyspaces);
  }

  @Test
  void whoComesFirstOwnsIt() {
    Path directory = parent.resolve("a/b");

    assertThat(DataDirectory.claim(directory, "n1", EIGHT)).isEmpty();
    DataDirectory.note(directory, "n1", EIGHT);
    assertThat(DataDirectory.claim(directory, "n1", EIGHT)).isEmpty();
  }

  @Test
  void anotherNodeIsTurnedAway() {
    had(EIGHT);

    assertThat(DataDirectory.claim(parent, "n2", EIGHT))
        .hasValue(parent + " holds the data of node 'n1', not of 'n2'");
  }

  @Test
  void keysAreNotLookedForInOtherShards() {
    had(EIGHT);

    assertThat(DataDirectory.claim(parent, "n1", layout("default:4:sync")))
        .hasValue(
            "keyspace 1 is default:8:sync in " + parent + " and default:4:sync in memdi.keyspaces");
  }

  @Test
  void aKeyspaceMayBeAppended() {
    had(EIGHT);

    assertThat(DataDirectory.claim(parent, "n1", TWO)).isEmpty();
    DataDirectory.note(parent, "n1", TWO);
    assertThat(DataDirectory.claim(parent, "n1", TWO)).isEmpty();
  }

  @Test
  void noneIsLeftOut() {
    had(TWO);

    assertThat(DataDirectory.claim(parent, "n1", EIGHT))
        .hasValue("keyspace cache:4:memory is in " + parent + " and missing in memdi.keyspaces");
  }

  @Test
  void noneChangesItsDurability() {
    had(TWO);

    assertThat(DataDirectory.claim(parent, "n1", layout("default:8:sync,cache:4:async")))
        .hasValue(
            "keyspace 2 is cache:4:memory in " + parent + " and cache:4:async in memdi.keyspaces");
  }

  @Test
  void aListThatTheOthersDidNotShareLeavesNoTrace() {
    had(EIGHT);

    assertThat(DataDirectory.claim(parent, "n1", layout("default:8:sync,cahce:4:memory")))
        .isEmpty();
    assertThat(DataDirectory.claim(parent, "n1", TWO)).isEmpty();
  }

  @Test
  void whatAnEarlierVersionMadeGoesOn() throws IOException {
    Files.writeString(parent.resolve("memdi.properties"), "format=1\nnode=n1\nshards=8\n");

    assertThat(DataDirectory.claim(parent, "n1", layout("default:4:sync")))
        .hasValue(parent + " holds keys spread over 8 shards, and keyspace default has 4");
    assertThat(DataDirectory.claim(parent, "n1", TWO)).isEmpty();
    DataDirectory.note(parent, "n1", TWO);
    assertThat(DataDirectory.claim(parent, "n1", EIGHT)).isPresent();
  }

  @Test
  void whatALaterVersionMadeIsNotTouched() throws IOException {
    Files.writeString(parent.resolve("memdi.properties"), "format=3\nnode=n1\n");

    assertThat(DataDirectory.claim(parent, "n1", EIGHT))
        .hasValue(parent + " is of format 3; this version reads up to format 2");
  }
}
