package dev.memdi.durable.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one persistence id was told about its events, so that what it reads can be judged. */
final class KnownEvents {
  /** An event of one number. */
  record Event(long number, String text) {
    @Override
    public String toString() {
      return number + "-" + number + ":" + text;
    }
  }

  /** Confirmed as forced. */
  final List<Event> sure = new ArrayList<>();

  /** Confirmed without: there, as long as nothing crashes or fails. */
  final List<Event> unforced = new ArrayList<>();

  /** Failed, with a warning that they may be found after a restart. */
  final List<Event> doubtful = new ArrayList<>();

  long deletedTo;

  /** What deletions asked for that failed. */
  final List<Long> perhapsDeletedTo = new ArrayList<>();

  void forced() {
    sure.addAll(unforced);
    unforced.clear();
    doubtful.clear();
  }

  long next() {
    List<Event> last = unforced.isEmpty() ? sure : unforced;
    return last.isEmpty() ? 1 : last.getLast().number + 1;
  }

  /** Throws unless this may be read; from now on it is what is there. */
  void read(List<String> found) {
    List<Event> possible = new ArrayList<>(sure);
    possible.addAll(unforced);
    for (int length = sure.size(); length <= possible.size(); length++) {
      if (accept(possible.subList(0, length), found)) {
        return;
      }
    }
    List<Event> more = new ArrayList<>(possible);
    for (Event event : doubtful) {
      if (found.contains(event.toString())) {
        more.add(event);
      }
    }
    more.sort(Comparator.comparingLong(Event::number));
    if (isInOrder(more) && accept(more, found)) {
      return;
    }
    throw new AssertionError(
        "read %s, but %s are confirmed, %s not forced, %s in doubt, deleted to %d or one of %s"
            .formatted(found, sure, unforced, doubtful, deletedTo, perhapsDeletedTo)
            .replaceAll("x+", ""));
  }

  private static boolean isInOrder(List<Event> events) {
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i).number != events.get(i - 1).number + 1) {
        return false;
      }
    }
    return true;
  }

  private boolean accept(List<Event> events, List<String> found) {
    List<Long> limits = new ArrayList<>(perhapsDeletedTo);
    limits.add(deletedTo);
    for (long deleted : limits) {
      List<String> visible =
          events.stream()
              .filter(event -> event.number > Math.max(deleted, deletedTo))
              .map(Event::toString)
              .toList();
      if (visible.equals(found)) {
        List<Event> now = List.copyOf(events);
        // What a failure cut off may come back at a restart, if it could not be cut off on disk.
        unforced.stream().filter(event -> !now.contains(event)).forEach(doubtful::add);
        doubtful.removeAll(now);
        unforced.clear();
        unforced.addAll(now.subList(sure.size(), now.size()));
        return true;
      }
    }
    return false;
  }
}
