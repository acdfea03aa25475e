package dev.memdi.edge.resp;

import java.util.Collection;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The connections of this node, and what they came to so far. For any thread. */
final class Clients {
  private final ConcurrentNavigableMap<Long, Client> open = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final LongAdder commands = new LongAdder();
  private final LongAdder cutOff = new LongAdder();
  private volatile long most;
  private volatile long receivedBefore; // the last time that counting began

  /** Of which there may be so many at once. */
  Clients(long most) {
    this.most = most;
  }

  long most() {
    return most;
  }

  /** Those that are there stay. */
  void setMost(long chosen) {
    most = chosen;
  }

  void countAnew() {
    receivedBefore = lastId.get();
    commands.reset();
    cutOff.reset();
  }

  long nextId() {
    return lastId.incrementAndGet();
  }

  void add(Client client) {
    open.put(client.id(), client);
  }

  void remove(Client client) {
    open.remove(client.id());
  }

  boolean isOpen(Client client) {
    return open.containsKey(client.id());
  }

  /** In the order in which they came. */
  Collection<Client> open() {
    return open.values();
  }

  void count(int done) {
    commands.add(done);
  }

  void countCutOff() {
    cutOff.increment();
  }

  long received() {
    return lastId.get() - receivedBefore;
  }

  long commands() {
    return commands.sum();
  }

  long cutOff() {
    return cutOff.sum();
  }
}
