package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskSetup;
import dev.memdi.durable.disk.FileDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * One directory of an actor system, opened once for the journal and the snapshot store that keep
 * their files in it, and closed when all actors of the system have stopped. The journal's files
 * have names that begin with {@value #JOURNAL}, the snapshot store's with {@value #SNAPSHOT}; each
 * touches its own only.
 */
public final class JournalDirectory {
  static final String JOURNAL = "journal-";
  static final String SNAPSHOT = "snapshot-";

  private final Disk disk;

  private JournalDirectory(Disk disk) {
    this.disk = disk;
  }

  /**
   * The directory of that path in this actor system; opened at the first call.
   *
   * @throws IOException if it can't be used, also because another process has it open; the next
   *     call tries again
   */
  public static JournalDirectory of(ActorSystem system, Path path) throws IOException {
    return Directories.ID.get(system).open(path.toAbsolutePath().normalize());
  }

  /** Its files; for several threads at once, as long as each file is used by one of them. */
  Disk disk() {
    return disk;
  }

  private static final class Directories implements Extension {
    static final Id ID = new Id();

    private final ActorSystem system;
    private final Map<Path, JournalDirectory> open = new TreeMap<>();

    Directories(ActorSystem system) {
      this.system = system;
      system.registerOnTermination(this::close);
    }

    synchronized JournalDirectory open(Path path) throws IOException {
      JournalDirectory known = open.get(path);
      if (known != null) {
        return known;
      }
      DiskSetup.Opener opener =
          system
              .settings()
              .setup()
              .get(DiskSetup.class)
              .map(DiskSetup::opener)
              .orElse(FileDisk::open);
      var opened = new JournalDirectory(new SharedDisk(opener.open(path)));
      open.put(path, opened);
      return opened;
    }

    private synchronized void close() {
      for (JournalDirectory directory : open.values()) {
        try {
          directory.disk.close();
        } catch (IOException e) {
          throw new UncheckedIOException("can't close " + directory.disk.place(), e);
        }
      }
      open.clear();
    }
  }

  private static final class Id extends AbstractExtensionId<Directories> {
    @Override
    public Directories createExtension(ExtendedActorSystem system) {
      return new Directories(system);
    }
  }
}
