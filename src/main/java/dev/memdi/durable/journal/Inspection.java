package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the journal and the snapshots in a directory without changing anything: for people, and
 * for commands. A node may be writing there meanwhile.
 */
public final class Inspection {
  private final Disk disk;
  private final boolean contents;
  private final Consumer<Finding> listener;
  private final Continuity continuity = new Continuity();
  private boolean filesWent;

  private Inspection(Disk disk, boolean contents, Consumer<Finding> listener) {
    this.disk = disk;
    this.contents = contents;
    this.listener = listener;
  }

  /**
   * Reads every record and every snapshot and checks its checksums, in the order of the files.
   *
   * @param contents whether to tell what the events are
   */
  public static void inspect(Disk disk, boolean contents, Consumer<Finding> listener)
      throws IOException {
    new Inspection(disk, contents, listener).inspectAll();
  }

  private void inspectAll() throws IOException {
    List<String> names = disk.list();
    String last = names.stream().filter(SegmentName::isSegment).reduce("", (_, name) -> name);
    for (String name : names) {
      try {
        if (SegmentName.isSegment(name)) {
          inspectSegment(name, name.equals(last), names);
        } else if (SnapshotName.parse(name).isPresent()) {
          inspectSnapshot(name);
        } else if (SegmentName.isUnfinished(name) || SnapshotName.isUnfinished(name)) {
          unfinished(name, "not finished yet, or never: the next start deletes it");
        } else {
          listener.accept(new Finding.Other(name, "no part of the log"));
        }
      } catch (NoSuchFileException e) {
        filesWent = true;
        listener.accept(new Finding.Other(name, "deleted or compressed meanwhile"));
      }
    }
    if (!filesWent) {
      continuity.missing().forEach(damage -> listener.accept(new Finding.Wrong(damage)));
    }
  }

  private void inspectSegment(String name, boolean last, List<String> names) throws IOException {
    boolean packed = SegmentName.isPacked(name);
    if (packed && names.contains(SegmentName.plain(SegmentName.number(name)))) {
      unfinished(name, "a copy of the file that is not compressed: the next start deletes it");
      return;
    }
    try (DiskFile file = disk.open(name)) {
      Source source = packed ? PackedSource.open(file) : new PlainSource(file);
      new SegmentInspection(source, packed, last && !packed, contents, continuity, listener)
          .inspect(SegmentName.number(name));
    }
  }

  private void inspectSnapshot(String name) throws IOException {
    try (DiskFile file = disk.open(name)) {
      SnapshotReader reader = new SnapshotReader(file, true);
      boolean more;
      do {
        more = reader.readOn();
      } while (more);
      SnapshotAbout about = reader.snapshot().about();
      listener.accept(
          new Finding.Snapshot(
              name,
              about.persistenceId(),
              about.sequenceNr(),
              about.chunks().orElse(0),
              reader.size(),
              new StoredObject(
                  about.form().serializer(),
                  about.form().manifest(),
                  ByteBuffer.wrap(reader.snapshot().head().array()))));
    } catch (SnapshotDamagedException e) {
      listener.accept(new Finding.Wrong(new Damage(name, e.offset(), e.what())));
    }
  }

  private void unfinished(String name, String what) {
    listener.accept(new Finding.Unfinished(new Damage(name, 0, what)));
  }
}
