package dev.memdi.raft.core;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Every entry that any replica ever knew to be committed, by its last index. */
final class Committed implements Invariant {
  /**
   * An entry that is committed.
   *
   * @param inTerm the term in which it was first known to be
   */
  record Fact(Entry entry, long inTerm) {}

  private final NavigableMap<Long, Fact> facts = new TreeMap<>();

  @Override
  public void stepped(Host host, RaftCore before, Input input, Step step) {
    RaftCore next = step.next();
    if (next.commit() == before.commit()) {
      return;
    }
    long from = Math.max(before.commit(), next.log().baseIndex());
    for (Entry entry : next.log().between(from, next.commit())) {
      Fact fact = facts.putIfAbsent(entry.last(), new Fact(entry, next.term()));
      Invariant.require(
          fact == null || fact.entry().equals(entry),
          this,
          "%s committed %s, but %s was",
          host.id,
          entry,
          fact);
    }
  }

  long lastIndex() {
    return facts.isEmpty() ? 0 : facts.lastKey();
  }

  /** What was committed after {@code index}. */
  NavigableMap<Long, Fact> after(long index) {
    return facts.tailMap(index, false);
  }

  NavigableMap<Long, Fact> upTo(long index) {
    return facts.headMap(index, true);
  }
}
