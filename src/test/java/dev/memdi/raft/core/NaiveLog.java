package dev.memdi.raft.core;

import java.util.ArrayList;
import java.util.List;

/** What {@link Log} means, as plainly as it can be said: a base and a list. */
record NaiveLog(Log.Base base, List<Entry> entries) {
  NaiveLog {
    entries = List.copyOf(entries);
  }

  long lastIndex() {
    return entries.isEmpty() ? base.index() : entries.getLast().last();
  }

  long lastTerm() {
    return entries.isEmpty() ? base.term() : entries.getLast().term();
  }

  long lastStamp() {
    return entries.isEmpty() ? base.stamp() : entries.getLast().stamp();
  }

  Entry covering(long index) {
    return entries.stream()
        .filter(e -> e.first() <= index && index <= e.last())
        .findFirst()
        .orElseThrow();
  }

  long termAt(long index) {
    return index == base.index() ? base.term() : covering(index).term();
  }

  boolean isBoundary(long index) {
    return index == base.index() || entries.stream().anyMatch(e -> e.last() == index);
  }

  Configuration configuration() {
    Configuration newest = base.configuration();
    for (Entry entry : entries) {
      if (entry.payload() instanceof Payload.Reconfigure change) {
        newest = change.configuration();
      }
    }
    return newest;
  }

  long lastIndexWithin(long term, long index) {
    long at = Math.min(index, lastIndex());
    while (at > base.index() && termAt(at) > term) {
      at--;
    }
    return at;
  }

  long bytesAfter(long index) {
    return entries.stream().filter(e -> e.first() > index).mapToLong(Entry::bytes).sum();
  }

  List<Entry> entriesFrom(long first, long maxBytes) {
    List<Entry> batch = new ArrayList<>();
    for (Entry entry : entries) {
      boolean fits =
          batch.isEmpty()
              || batch.stream().mapToLong(Entry::bytes).sum() + entry.bytes() <= maxBytes;
      if (entry.last() >= first && !fits) {
        break;
      }
      if (entry.last() >= first) {
        batch.add(entry);
      }
    }
    return batch;
  }

  List<Entry> between(long index, long last) {
    return entries.stream().filter(e -> e.last() > index && e.last() <= last).toList();
  }

  NaiveLog append(Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new NaiveLog(base, more);
  }

  NaiveLog truncateFrom(long index) {
    return new NaiveLog(base, entries.stream().filter(e -> e.last() < index).toList());
  }

  Log.Base baseAt(long index) {
    return new Log.Base(
        index,
        termAt(index),
        index == base.index() ? base.stamp() : covering(index).stamp(),
        new NaiveLog(base, between(base.index(), index)).configuration());
  }

  NaiveLog compactTo(long index) {
    return new NaiveLog(baseAt(index), entries.stream().filter(e -> e.first() > index).toList());
  }
}
