package dev.memdi;

import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.cli.LogCommand;
import dev.memdi.durable.disk.ReadOnlyDisk;
import dev.memdi.durable.journal.Damage;
import dev.memdi.durable.journal.Finding;
import dev.memdi.durable.journal.Inspection;
import dev.memdi.durable.journal.StoredEvent;
import dev.memdi.durable.journal.StoredObject;
import dev.memdi.raft.LogText;
import dev.memdi.raft.wire.LogSerializer;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What {@code memdi log inspect} prints about a directory. */
final class LogInspection {
  /** What there is of a persistence id. */
  private static final class Life {
    long records;
    long bytes;
    long first;
    long last;
    long deletedTo;
    long snapshot;

    void events(Finding.Events events) {
      first = records == 0 ? events.first() : Math.min(first, events.first());
      last = Math.max(last, events.last());
      bytes += events.bytes();
      records++;
    }

    @Override
    public String toString() {
      String what =
          records == 0
              ? "no events"
              : "events %d..%d in %s, %d bytes"
                  .formatted(first, last, count(records, "record"), bytes);
      return what
          + (deletedTo == 0 ? "" : "; deleted up to " + deletedTo)
          + (snapshot == 0 ? "" : "; snapshot of " + snapshot);
    }
  }

  private final LogSerializer serializer = new LogSerializer();
  private final Map<String, Life> lives = new TreeMap<>();
  private final PrintWriter out;
  private final boolean records;
  private long segments;
  private long snapshots;
  private long unfinished;
  private long wrong;

  private LogInspection(PrintWriter out, boolean records) {
    this.out = out;
    this.records = records;
  }

  /** See {@link LogCommand.Inspect}. */
  static boolean inspect(Path directory, boolean records, PrintWriter out) throws IOException {
    var inspection = new LogInspection(out, records);
    Inspection.inspect(ReadOnlyDisk.open(directory), records, inspection::tell);
    return inspection.conclude(directory);
  }

  private void tell(Finding finding) {
    switch (finding) {
      case Finding.Segment segment -> {
        segments++;
        out.printf(
            "%s: %s%s, %s, %d bytes%n",
            segment.file(),
            segment.sealed() ? "sealed" : "open",
            segment.compressed() ? ", compressed" : "",
            count(segment.records(), "record"),
            segment.bytes());
      }
      case Finding.Events events -> {
        life(events.id()).events(events);
        print(events);
      }
      case Finding.State state -> {
        Life life = life(state.id());
        life.deletedTo = Math.max(life.deletedTo, state.deletedTo());
        record(
            state.offset(),
            "%s: up to %d, deleted up to %d"
                .formatted(state.id(), state.highest(), state.deletedTo()));
      }
      case Finding.Mark mark ->
          record(mark.offset(), "all before %d is forced".formatted(mark.upTo()));
      case Finding.Snapshot snapshot -> print(snapshot);
      case Finding.Unfinished(Damage where) -> {
        unfinished++;
        out.println("unfinished: " + where);
      }
      case Finding.Other other -> out.printf("%s: %s%n", other.file(), other.what());
      case Finding.Wrong(Damage damage) -> wrong(damage);
    }
  }

  private Life life(String id) {
    return lives.computeIfAbsent(id, _ -> new Life());
  }

  private void print(Finding.Events events) {
    record(
        events.offset(),
        "%s: events %d..%d, %d bytes"
            .formatted(events.id(), events.first(), events.last(), events.bytes()));
    for (StoredEvent event : events.events()) {
      String what = describe(event.payload(), events.file(), events.offset());
      out.printf("%12s%d  %s%n", "", event.number(), what);
    }
  }

  private void print(Finding.Snapshot snapshot) {
    snapshots++;
    Life life = life(snapshot.id());
    life.snapshot = Math.max(life.snapshot, snapshot.sequenceNr());
    out.printf(
        "%s: %s up to %d, %s, %d bytes%n",
        snapshot.file(),
        snapshot.id(),
        snapshot.sequenceNr(),
        count(snapshot.chunks(), "chunk"),
        snapshot.bytes());
    String head = describe(snapshot.head(), snapshot.file(), 0);
    if (records) {
      out.printf("%12s%s%n", "", head);
    }
  }

  private void record(long offset, String what) {
    if (records) {
      out.printf("%10d  %s%n", offset, what);
    }
  }

  private String describe(StoredObject object, String file, long offset) {
    String what =
        "%d bytes by the serializer %d with the manifest '%s'"
            .formatted(object.bytes().remaining(), object.serializer(), object.manifest());
    if (object.serializer() != LogSerializer.IDENTIFIER) {
      return what;
    }
    try {
      return LogText.of(serializer.fromBinary(object.bytes(), object.manifest()));
    } catch (MalformedBytesException | NotSerializableException e) {
      wrong(new Damage(file, offset, "intact, but not to be understood: " + e.getMessage()));
      return what;
    }
  }

  private void wrong(Damage damage) {
    wrong++;
    out.println("WRONG: " + damage);
  }

  /** Whether nothing is wrong. */
  private boolean conclude(Path directory) throws IOException {
    if (segments + snapshots + unfinished + wrong == 0) {
      throw new IOException("there is neither a journal nor a snapshot in " + directory);
    }
    lives.forEach((id, life) -> out.printf("%s: %s%n", id, life));
    out.printf(
        "%s, %s, %s: %s%n",
        count(segments, "segment"),
        count(snapshots, "snapshot"),
        count(lives.size(), "persistence id"),
        wrong == 0 ? "nothing is wrong" : count(wrong, "thing") + " wrong");
    return wrong == 0;
  }

  private static String count(long count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }
}
