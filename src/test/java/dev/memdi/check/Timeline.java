package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Calls as bars, for a person. The columns are the events in their order, not to scale; the times
 * are at the end of the line.
 *
 * <pre>
 *   c1 #12  |---|          Set("x", "1", Never, Always) → Written(@4, true)     0.000 .. 1.500 ms
 *   c2 #14        |-----…  Delete("x", Always) → no answer                      2.000 ms ..
 *   c3 #17           |--|  Get("x") → Missing                                   3.000 .. 3.250 ms
 * </pre>
 */
final class Timeline {
  private static final int WIDEST_BARS = 64;
  private static final int WIDEST_TEXT = 140;

  private Timeline() {}

  static String of(List<Call> calls) {
    if (calls.isEmpty()) {
      return "";
    }
    TreeSet<Integer> positions = new TreeSet<>();
    long start = Long.MAX_VALUE;
    for (Call call : calls) {
      start = Math.min(start, call.invokedAt());
      positions.add(call.began());
      if (call.outcome().isPresent()) {
        positions.add(call.ended());
      }
    }
    List<Integer> order = List.copyOf(positions);
    int step = Math.clamp(WIDEST_BARS / order.size(), 1, 4);
    List<String[]> rows = new ArrayList<>();
    for (Call call : calls) {
      rows.add(
          new String[] {
            "c" + call.process() + " #" + call.id(),
            bar(call, order, step),
            cut(RecordText.print(call.operation()) + " → " + answer(call)),
            times(call, start)
          });
    }
    return table(rows);
  }

  private static String bar(Call call, List<Integer> order, int step) {
    int from = order.indexOf(call.began()) * step;
    boolean open = call.outcome().isEmpty();
    int to = (open ? order.size() : order.indexOf(call.ended())) * step;
    return " ".repeat(from)
        + "|"
        + "-".repeat(Math.max(0, to - from - 1))
        + (open ? "…" : "|")
        + " ".repeat(Math.max(0, order.size() * step - to));
  }

  private static String answer(Call call) {
    return switch (call.outcome().orElse(null)) {
      case null -> "no answer";
      case Outcome.Unknown unknown -> "unknown: " + unknown.why();
      case Outcome.Refused refused -> "refused: " + RecordText.print(refused.refusal());
      case Outcome.Done done ->
          RecordText.print(done.result())
              + switch (done.assurance()) {
                case Assurance.Acknowledged(Ack reached) when reached == Ack.LEADER ->
                    " by the leader alone";
                case Assurance.Stale stale -> " stale by " + stale.staleness();
                default -> "";
              };
    };
  }

  private static String times(Call call, long start) {
    String from = millis(call.invokedAt() - start);
    return call.outcome().isPresent()
        ? from + " .. " + millis(call.completedAt() - start) + " ms"
        : from + " ms ..";
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }

  private static String cut(String text) {
    return text.length() <= WIDEST_TEXT ? text : text.substring(0, WIDEST_TEXT - 1) + "…";
  }

  private static String table(List<String[]> rows) {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.length; i++) {
        line.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 1));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
