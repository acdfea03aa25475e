package dev.memdi.edge.http;

import dev.memdi.api.Changes;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of one shard's history on its way to a watcher, revision by revision. The changes of one
 * revision (a batch) are one event: seen all at once, as they happened, and never cut by a resume.
 */
final class Piece {
  private final Changes changes;
  private final int number;
  private boolean gapTold;
  private int sent;

  /** Of the shard which has that number in the cluster. */
  Piece(Changes changes, int number) {
    this.changes = changes;
    this.number = number;
    this.gapTold = !changes.gap();
  }

  int shard() {
    return changes.shard();
  }

  /** Where the shard's history goes on after this piece. */
  long end() {
    return changes.next();
  }

  boolean isDone() {
    return gapTold && sent == changes.events().size();
  }

  /**
   * Moves {@code positions} over the next event and writes it, with a token from which a resume
   * gives exactly what comes after it.
   */
  void writeNext(Positions positions, StringBuilder out) {
    if (!gapTold) {
      gapTold = true;
      long asked = positions.of(changes.shard());
      positions.move(changes.shard(), changes.from());
      EventStream.gap(out, positions.token(), number, asked, changes.from());
      return;
    }
    long revision = changes.events().get(sent).revision().index();
    List<Changes.Event> together = new ArrayList<>(1);
    while (sent < changes.events().size()
        && changes.events().get(sent).revision().index() == revision) {
      together.add(changes.events().get(sent++));
    }
    positions.advance(changes.shard(), isDone() ? changes.next() : revision + 1);
    EventStream.change(out, positions.token(), number, revision, together);
  }
}
