package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.FileDisk;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDirectoryTest {
  @TempDir Path directory;

  @Test
  void aDirectoryIsOpenedOnceAndClosedWithTheActorSystem() throws Exception {
    ActorSystem system = ActorSystem.create("directory");
    try {
      JournalDirectory first = JournalDirectory.of(system, directory);
      JournalDirectory second = JournalDirectory.of(system, directory.resolve("."));
      assertThat(second).isSameAs(first);
      assertThatThrownBy(() -> FileDisk.open(directory)).hasMessageContaining("in use");
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    FileDisk.open(directory).close();
  }
}
