package dev.memdi;

import dev.memdi.api.KeyspaceLayout;
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
import org.apache.pekko.cluster.Cluster;

/** A node's data directory is its own, before anything is read from there or written. */
final class DataClaim {
  private DataClaim() {}

  /**
   * Does nothing where the node keeps nothing, or keeps it elsewhere.
   *
   * @throws InvalidConfigException if the directory is another's, was made with other keyspaces, or
   *     can't be used
   */
  static void make(ActorSystem<?> system, Settings settings) {
    NodeSettings.Storage storage = settings.node().storage();
    if (!settings.cluster().keyspaces().areOnDisk() || !storage.isEmbedded()) {
      return;
    }
    KeyspaceLayout keyspaces = settings.cluster().keyspaces().layout();
    Path directory = Path.of(storage.data());
    String name = settings.node().name();
    Optional<String> problem = DataDirectory.claim(directory, name, keyspaces);
    try {
      var _ = JournalDirectory.of(Adapter.toClassic(system), directory); // or it is found too late
    } catch (IOException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    problem.ifPresent(why -> {
      throw new InvalidConfigException(List.of("memdi.node.data: " + why));
    });
    Cluster.get(Adapter.toClassic(system))
        .registerOnMemberUp(() -> DataDirectory.note(directory, name, keyspaces));
  }
}
