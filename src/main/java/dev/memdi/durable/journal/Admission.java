package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What may be written, and what it takes; decides only. */
final class Admission {
  private final Supplier<Catalog> catalog;

  Admission(Supplier<Catalog> catalog) {
    this.catalog = catalog;
  }

  /** The bytes that a request is going to append; none if it is going to be refused. */
  long needed(Request request) {
    return switch (request) {
      case Request.Write write when refusal(write) == null -> write.bytes();
      case Request.Delete delete when refusal(delete) == null -> stateBytes(delete.id());
      case Request.Drop drop -> carried(drop.segment());
      default -> 0;
    };
  }

  private long carried(Segment segment) {
    return catalog.get().toCarry(segment).stream().mapToLong(Admission::stateBytes).sum();
  }

  private static long stateBytes(String id) {
    return 3L * id.length() + Frames.OVERHEAD;
  }

  @Nullable IOException refusal(Request.Write write) {
    long highest = -1;
    for (EncodedEvents events : write.events()) {
      IOException refusal = refusal(events.id());
      if (refusal != null) {
        return refusal;
      }
      if (catalog.get().isSevered(events.id())) {
        return new IOException(
            "events of %s before number %d were not kept: it has to recover first"
                .formatted(events.id(), events.first()));
      }
      highest = Math.max(highest, catalog.get().highest(events.id()));
      if (events.first() <= highest) {
        return new IOException(
            "number %d of %s is written already, up to %d: are there two writers of it?"
                .formatted(events.first(), events.id(), highest));
      }
      highest = events.last();
    }
    return null;
  }

  /** To delete all that there ever was is to give it up, and so may be asked of what is damaged. */
  @Nullable IOException refusal(Request.Delete delete) {
    return delete.to() == Long.MAX_VALUE ? null : refusal(delete.id());
  }

  @Nullable IOException refusal(String id) {
    Damage damage = catalog.get().damage(id);
    return damage == null ? null : new JournalDamagedException(id, damage);
  }

  /** A segment that holds nothing any more and is worth to be dropped. */
  Optional<Segment> dropNext() {
    return catalog.get().segments().stream()
        .filter(segment -> segment.live() == null)
        .filter(catalog.get()::isDead)
        .filter(this::isWorthDropping)
        .findFirst();
  }

  /** States that are carried over and over are no gain. */
  private boolean isWorthDropping(Segment segment) {
    return 2 * carried(segment) < segment.dataEnd() - SegmentHeader.BYTES + Frames.OVERHEAD;
  }
}
