package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a plan one after the other, and of no other persistence id. Holds each to
 * its checksum and to the number that it follows on.
 */
final class ReplayCursor {
  /** A record of events. */
  record Found(Head head, Bytes body) {}

  private final ReplayPlan plan;
  private final Iterator<ReplayPlan.Part> parts;
  private ReplayPlan.@Nullable Part part;
  private @Nullable Window window;
  private Entries entries = new Entries();
  private int next;
  private long reached = -1;

  ReplayCursor(ReplayPlan plan) {
    this.plan = plan;
    this.parts = plan.parts().iterator();
  }

  /**
   * The next record with events in the range, or null after the last.
   *
   * @throws JournalDamagedException if it is not what was written
   */
  @Nullable Found next() throws IOException {
    while (part == null || next >= entries.size()) {
      if (!parts.hasNext()) {
        return null;
      }
      enter(parts.next());
    }
    if (entries.first(next) > plan.to()) {
      return null;
    }
    return read(part, entries.offset(next++));
  }

  private void enter(ReplayPlan.Part entered) throws IOException {
    part = entered;
    window = new Window(entered.source(), entered.salt());
    Entries found =
        entered.live() != null
            ? entered.live()
            : Footer.entries(entered.source(), entered.summary().block());
    entries = found != null ? found : search(entered);
    next = entries.reaching(plan.after() + 1);
  }

  /** Its part of the index is damaged, so the records themselves are looked through. */
  private Entries search(ReplayPlan.Part searched) throws IOException {
    long end = Footer.dataEnd(searched.source(), searched.salt());
    long to = end < 0 ? searched.source().size() : end;
    SegmentScan scan =
        SegmentScan.of(searched.source(), searched.salt(), SegmentHeader.BYTES, to, false);
    Entries found = new Entries();
    scan.heads().stream()
        .filter(head -> head.kind() == Kind.EVENTS && head.id().equals(plan.id()))
        .forEach(head -> found.add(head.offset(), head.first(), head.last()));
    Summary summary = searched.summary();
    if (found.size() != summary.records()) {
      throw damaged(searched, SegmentHeader.BYTES, "records and the index to them are damaged");
    }
    return found;
  }

  private Found read(ReplayPlan.Part read, long offset) throws IOException {
    if (window == null) {
      throw new IllegalStateException("not within a segment");
    }
    Head head = window.head(offset);
    if (head == null || head.kind() != Kind.EVENTS || !head.id().equals(plan.id())) {
      throw damaged(read, offset, "no intact record where the index has one");
    }
    boolean follows = reached < 0 ? head.previous() <= plan.after() : head.previous() == reached;
    if (!follows) {
      long after = Math.max(reached, plan.after());
      throw damaged(read, offset, "number %d follows on %d".formatted(head.first(), after));
    }
    byte[] body = window.body(head);
    if (body == null) {
      throw damaged(
          read,
          offset,
          "numbers %d to %d do not fit their checksum".formatted(head.first(), head.last()));
    }
    reached = head.last();
    return new Found(head, Bytes.wrap(body));
  }

  private JournalDamagedException damaged(ReplayPlan.Part read, long offset, String what) {
    return new JournalDamagedException(plan.id(), new Damage(read.source().name(), offset, what));
  }
}
