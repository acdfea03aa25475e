package dev.memdi;

import dev.memdi.api.Durability;
import dev.memdi.config.InvalidConfigException;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import dev.memdi.durable.DataDirectory;
import dev.memdi.durable.journal.JournalDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** A node's data directory is its own, before anything is read from there or written. */
final class DataClaim {
  private DataClaim() {}

  /**
   * Does nothing where the node keeps nothing, or keeps it elsewhere.
   *
   * @throws InvalidConfigException if the directory is another's or can't be used
   */
  static void make(ActorSystem<?> system, Settings settings) {
    NodeSettings.Storage storage = settings.node().storage();
    if (settings.cluster().durability() == Durability.MEMORY || !storage.isEmbedded()) {
      return;
    }
    Path directory = Path.of(storage.data());
    Optional<String> problem =
        DataDirectory.claim(directory, settings.node().name(), settings.cluster().shards());
    try {
      var _ = JournalDirectory.of(Adapter.toClassic(system), directory); // or it is found too late
    } catch (IOException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    problem.ifPresent(why -> {
      throw new InvalidConfigException(List.of("memdi.node.data: " + why));
    });
  }
}
