package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Clock;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One shard of {@link InMemoryRouter}: its table, its revisions and its history. */
final class InMemoryShard {
  private final int number;
  private final Clock clock;
  private TreeMap<Key, Held> table = new TreeMap<>();
  private final List<Changes.Event> history = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long next = 1;
  private long heldFrom = 1;

  private record Held(Bytes value, long revision, Optional<Long> deadline) {}

  private record Waiting(Bytes prefix, long from, Consumer<Changes> whenDone) {}

  /** An operation that is not done. */
  static final class Refuse extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Refusal refusal;

    Refuse(Refusal refusal) {
      this.refusal = refusal;
    }
  }

  InMemoryShard(int number, Clock clock) {
    this.number = number;
    this.clock = clock;
  }

  private Optional<Held> held(Key key) {
    return Optional.ofNullable(table.get(key))
        .filter(h -> h.deadline.isEmpty() || h.deadline.get() > clock.epochMillis());
  }

  private Optional<Duration> ttl(Held held) {
    return held.deadline.map(at -> Duration.ofMillis(at - clock.epochMillis()));
  }

  long revision() {
    return next - 1;
  }

  Result get(Key key) {
    return held(key)
        .<Result>map(h -> new Result.Found(h.value, new Revision(h.revision), ttl(h)))
        .orElse(new Result.Missing());
  }

  List<Result.Entry> entries(Bytes prefix) {
    List<Result.Entry> entries = new ArrayList<>();
    for (Key key : table.keySet()) {
      if (key.bytes().startsWith(prefix)) {
        held(key)
            .ifPresent(
                h -> entries.add(new Result.Entry(key, h.value, new Revision(h.revision), ttl(h))));
      }
    }
    return entries;
  }

  /** All of it at one revision, or nothing. */
  List<Result> apply(List<Operation.Check> checks, List<Operation.Change> changes) {
    TreeMap<Key, Held> before = new TreeMap<>(table);
    List<Changes.Event> events = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    try {
      checks.forEach(check -> check(check.key(), check.condition()));
      changes.forEach(change -> results.add(change(change, events)));
    } catch (Refuse e) {
      table = before;
      throw e;
    }
    next++;
    history.addAll(events);
    List<Waiting> woken = List.copyOf(waiting);
    waiting.clear();
    woken.forEach(w -> changes(w.prefix, w.from, w.whenDone));
    return results;
  }

  private Result change(Operation.Change change, List<Changes.Event> events) {
    Optional<Held> old = held(change.key());
    return switch (change) {
      case Operation.Set set -> {
        check(set.key(), set.condition());
        Optional<Long> deadline =
            switch (set.expiry()) {
              case Expiry.Never _ -> Optional.empty();
              case Expiry.Keep _ -> old.flatMap(Held::deadline);
              case Expiry.After after -> Optional.of(clock.epochMillis() + after.ttl().toMillis());
            };
        put(set.key(), set.value(), deadline, events);
        yield new Result.Written(new Revision(next), old.isEmpty());
      }
      case Operation.Delete delete -> {
        check(delete.key(), delete.condition());
        if (old.isPresent()) {
          table.remove(delete.key());
          events.add(
              new Changes.Event(
                  delete.key(), new Revision(next), Optional.empty(), List.of(Cause.DELETE)));
        }
        yield new Result.Deleted(new Revision(next), old.isPresent());
      }
      case Operation.Increment inc -> {
        Bytes sum = Bytes.utf8(Long.toString(sum(inc, old)));
        put(inc.key(), sum, old.flatMap(Held::deadline), events);
        yield new Result.Updated(sum, new Revision(next));
      }
      case Operation.Append append -> {
        Bytes whole = old.map(Held::value).orElse(Bytes.EMPTY).concat(append.suffix());
        put(append.key(), whole, old.flatMap(Held::deadline), events);
        yield new Result.Updated(whole, new Revision(next));
      }
    };
  }

  private static long sum(Operation.Increment increment, Optional<Held> old) {
    try {
      long number = old.map(h -> Long.parseLong(h.value.utf8())).orElse(0L);
      return Math.addExact(number, increment.delta());
    } catch (NumberFormatException e) {
      throw new Refuse(new Refusal.NotAnInteger(increment.key()));
    } catch (ArithmeticException e) {
      throw new Refuse(new Refusal.Overflow(increment.key()));
    }
  }

  private void put(Key key, Bytes value, Optional<Long> deadline, List<Changes.Event> events) {
    table.put(key, new Held(value, next, deadline));
    events.add(new Changes.Event(key, new Revision(next), Optional.of(value), List.of(Cause.SET)));
  }

  private void check(Key key, Condition condition) {
    Optional<Held> held = held(key);
    boolean holds =
        switch (condition) {
          case Condition.Always _ -> true;
          case Condition.Absent _ -> held.isEmpty();
          case Condition.Present _ -> held.isPresent();
          case Condition.AtRevision at ->
              held.filter(h -> h.revision == at.revision().index()).isPresent();
          case Condition.Holds has -> held.filter(h -> h.value.equals(has.value())).isPresent();
        };
    if (!holds) {
      throw new Refuse(
          new Refusal.ConditionFailed(
              key, held.map(h -> new Revision(h.revision)).orElse(Revision.NONE)));
    }
  }

  void forget(long last) {
    heldFrom = Math.max(heldFrom, last + 1);
    history.removeIf(event -> event.revision().index() <= last);
  }

  void changes(Bytes prefix, long from, Consumer<Changes> whenDone) {
    if (from == 0) {
      whenDone.accept(new Changes(number, next, next, false, List.of()));
    } else if (from > next) {
      whenDone.accept(new Changes(number, next, next, true, List.of()));
    } else if (from == next) {
      waiting.add(new Waiting(prefix, from, whenDone));
    } else {
      long begin = Math.max(from, heldFrom);
      List<Changes.Event> events =
          history.stream()
              .filter(e -> e.revision().index() >= begin && e.key().bytes().startsWith(prefix))
              .toList();
      whenDone.accept(new Changes(number, begin, next, from < heldFrom, events));
    }
  }
}
