package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;

/**
 * The damaged log of one persistence id, kept when the log itself is given up: all segments, for
 * any may hold its events, and its snapshots, under second names in {@code damaged-<persistence
 * id>}. There is one such directory at most; while it is there, what is damaged later is not added
 * to it. Until the journal deletes the first names, it takes no space.
 */
public final class SetAside {
  private static final String PREFIX = "damaged-";
  private static final String NOTE = "giving-up-";

  private final String owner;
  private final List<Disk> disks;

  SetAside(String persistenceId, List<Disk> disks) {
    this.owner = SnapshotName.ownerOf(persistenceId);
    this.disks = disks;
  }

  /**
   * What is set aside, or to be, of that log; nothing, ever, where neither of the plugins is one of
   * these.
   *
   * @throws IOException if the directory can't be used
   */
  public static SetAside of(
      ActorSystem system, String journal, String snapshots, String persistenceId)
      throws IOException {
    List<Disk> disks = new ArrayList<>();
    addDisk(system, journal, EmbeddedJournal.class, disks);
    addDisk(system, snapshots, SnapshotPlugin.class, disks);
    return new SetAside(persistenceId, disks.stream().distinct().toList());
  }

  private static void addDisk(ActorSystem system, String plugin, Class<?> kind, List<Disk> disks)
      throws IOException {
    Config config = system.settings().config();
    if (config.hasPath(plugin + ".class")
        && config.getString(plugin + ".class").equals(kind.getName())) {
      Path directory = Path.of(config.getString(plugin + ".directory"));
      disks.add(JournalDirectory.of(system, directory).disk());
    }
  }

  /** Where it is, if there is any. */
  public Optional<String> place() throws IOException {
    for (Disk disk : disks) {
      if (disk.hasAside(name())) {
        return Optional.of(Path.of(disk.place(), name()).toString());
      }
    }
    return Optional.empty();
  }

  /**
   * Sets aside what there is, unless that was done, and notes that the log is being given up;
   * complete when both will last. Nothing may be deleted before that.
   */
  public CompletionStage<Void> keep() throws IOException {
    if (isBeingGivenUp()) {
      return force(); // for whoever noted it may not have come to know that it lasts
    }
    for (Disk disk : disks) {
      if (!disk.hasAside(name())) {
        disk.setAside(wanted(disk), name());
      }
    }
    makeNote();
    return force()
        .exceptionallyCompose(failure -> {
          try {
            discard(note());
            discard(name()); // whether the names will last is not known: they are given anew
          } catch (IOException e) {
            failure.addSuppressed(e);
          }
          return CompletableFuture.failedFuture(failure);
        });
  }

  /**
   * Whether somebody began to delete the log, and it has not begun anew yet. What is left of it may
   * be a whole log to look at, and an old one: nobody may read it.
   */
  public boolean isBeingGivenUp() throws IOException {
    for (Disk disk : disks) {
      if (disk.hasAside(note())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The log has begun anew; complete when it will last that this is known. If it may not, the note
   * is made again: should it come back after a loss of power, what the new log says would be given
   * up.
   */
  public CompletionStage<Void> begunAnew() throws IOException {
    discard(note());
    return force()
        .exceptionallyCompose(failure -> {
          try {
            makeNote();
          } catch (IOException e) {
            failure.addSuppressed(e);
          }
          return CompletableFuture.failedFuture(failure);
        });
  }

  /** Deletes it; complete when that will last. */
  public CompletionStage<Void> dispose() throws IOException {
    discard(name());
    return force();
  }

  private void discard(String aside) throws IOException {
    for (Disk disk : disks) {
      disk.discardAside(aside);
    }
  }

  private CompletionStage<Void> force() {
    CompletionStage<Void> forced = CompletableFuture.completedFuture(null);
    for (Disk disk : disks) {
      forced = forced.thenCompose(_ -> disk.forceNames());
    }
    return forced;
  }

  private void makeNote() throws IOException {
    for (Disk disk : disks) {
      disk.setAside(wanted(disk).stream().limit(1).toList(), note());
    }
  }

  private List<String> wanted(Disk disk) throws IOException {
    return disk.list().stream().filter(this::isWanted).toList();
  }

  private boolean isWanted(String file) {
    return SegmentName.isSegment(file)
        || SnapshotName.parse(file).filter(name -> name.owner().equals(owner)).isPresent();
  }

  private String name() {
    return PREFIX + owner;
  }

  /** One file under a second name is all that it takes. */
  private String note() {
    return NOTE + owner;
  }
}
