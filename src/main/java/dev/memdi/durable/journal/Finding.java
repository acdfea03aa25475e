package dev.memdi.durable.journal;

import java.util.List;

/** Something that {@link Inspection} found. Offsets are those before compression. */
public sealed interface Finding {
  /** A file of the journal; what is in it follows. */
  record Segment(String file, long bytes, boolean compressed, boolean sealed, int records)
      implements Finding {}

  /**
   * A record of events of a persistence id, with their first and last number.
   *
   * @param events what they are; empty if not asked for, or if the record is damaged
   */
  record Events(
      String file,
      long offset,
      String id,
      long first,
      long last,
      int bytes,
      List<StoredEvent> events)
      implements Finding {
    public Events {
      events = List.copyOf(events);
    }
  }

  /** A record that says how far a persistence id has come, and how far it is deleted. */
  record State(String file, long offset, String id, long highest, long deletedTo)
      implements Finding {}

  /** A record that says no more than that everything before a place was forced. */
  record Mark(String file, long offset, long upTo) implements Finding {}

  /** A snapshot, read to its end. */
  record Snapshot(
      String file, String id, long sequenceNr, int chunks, long bytes, StoredObject head)
      implements Finding {}

  /**
   * What the next start takes away, or a node is just writing: no damage, and nothing that was
   * confirmed.
   */
  record Unfinished(Damage where) implements Finding {}

  /** A file that is no part of a log, or is not there any more. */
  record Other(String file, String what) implements Finding {}

  /** Something is not as it was written, or is missing. */
  record Wrong(Damage damage) implements Finding {}
}
