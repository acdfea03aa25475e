package dev.memdi.store;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.codec.LoggedCommand;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a shard should do, said as plainly as possible: it copies everything, forgets nothing of its
 * sessions, and drops what is due before each command.
 */
final class NaiveStore {
  private record Value(Bytes bytes, long revision, Optional<Long> deadline) {}

  private static final class Refuse extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Refusal refusal;

    Refuse(Refusal refusal) {
      this.refusal = refusal;
    }
  }

  private TreeMap<Key, Value> values = new TreeMap<>();
  private final Map<Long, Map<Long, Outcome>> outcomes = new HashMap<>();
  private final Map<Long, Long> floors = new HashMap<>();
  private final Set<Long> closed = new HashSet<>();
  private long index;
  private long stamp;

  /** The outcome, where the command has one; null where it is unknown. */
  Outcome apply(LoggedCommand command, long newStamp) {
    index++;
    stamp = newStamp;
    values.values().removeIf(value -> value.deadline.isPresent() && value.deadline.get() <= stamp);
    return switch (command) {
      case LoggedCommand.Expire _ -> null;
      case LoggedCommand.Forget(long incarnation) -> {
        closed.add(incarnation);
        yield null;
      }
      case LoggedCommand.Client client -> once(client);
    };
  }

  /** An entry without commands. */
  void skip(long newStamp) {
    apply(new LoggedCommand.Expire(0), newStamp);
  }

  Map<Key, Bytes> contents() {
    Map<Key, Bytes> contents = new TreeMap<>();
    values.forEach((key, value) -> contents.put(key, value.bytes));
    return contents;
  }

  Result get(Key key) {
    Value value = values.get(key);
    return value == null
        ? new Result.Missing()
        : new Result.Found(value.bytes, new Revision(value.revision), ttl(value));
  }

  Result.Page scan(Operation.Scan scan) {
    List<Result.Entry> entries = new ArrayList<>();
    values.forEach((key, value) -> {
      boolean after = scan.after().isEmpty() || key.compareTo(scan.after().get()) > 0;
      if (key.bytes().startsWith(scan.prefix()) && after) {
        Revision revision = new Revision(value.revision);
        entries.add(new Result.Entry(key, value.bytes, revision, ttl(value)));
      }
    });
    boolean more = entries.size() > scan.limit();
    return new Result.Page(more ? entries.subList(0, scan.limit()) : entries, more);
  }

  private Optional<Duration> ttl(Value value) {
    return value.deadline.map(deadline -> Duration.ofMillis(deadline - stamp));
  }

  private Outcome once(LoggedCommand.Client client) {
    if (closed.contains(client.incarnation())) {
      return null;
    }
    long floor = floors.merge(client.incarnation(), client.floor(), Math::max);
    if (client.sequence() < floor) {
      return null;
    }
    return outcomes
        .computeIfAbsent(client.incarnation(), incarnation -> new HashMap<>())
        .computeIfAbsent(client.sequence(), sequence -> attempt(client.write()));
  }

  private Outcome attempt(Operation.Write write) {
    TreeMap<Key, Value> before = new TreeMap<>(values);
    try {
      return new Outcome.Done(perform(write), new Assurance.Acknowledged(Ack.QUORUM));
    } catch (Refuse refuse) {
      values = before;
      return new Outcome.Refused(refuse.refusal);
    }
  }

  private Result perform(Operation.Write write) {
    return switch (write) {
      case Operation.Set(Key key, Bytes bytes, Expiry expiry, Condition condition) -> {
        Value old = require(key, condition);
        Optional<Long> deadline =
            switch (expiry) {
              case Expiry.Never _ -> Optional.empty();
              case Expiry.Keep _ -> old == null ? Optional.empty() : old.deadline;
              case Expiry.After(Duration ttl) -> Optional.of(stamp + ttl.toMillis());
            };
        values.put(key, new Value(bytes, index, deadline));
        yield new Result.Written(new Revision(index), old == null);
      }
      case Operation.Delete(Key key, Condition condition) -> {
        require(key, condition);
        yield new Result.Deleted(new Revision(index), values.remove(key) != null);
      }
      case Operation.Increment(Key key, long delta) -> {
        Value old = values.get(key);
        String text = old == null ? "0" : old.bytes.utf8();
        if (!text.matches("0|-?[1-9][0-9]*") || outOfRange(new BigInteger(text))) {
          throw new Refuse(new Refusal.NotAnInteger(key));
        }
        BigInteger sum = new BigInteger(text).add(BigInteger.valueOf(delta));
        if (outOfRange(sum)) {
          throw new Refuse(new Refusal.Overflow(key));
        }
        yield update(key, Bytes.utf8(sum.toString()), old);
      }
      case Operation.Append(Key key, Bytes suffix) -> {
        Value old = values.get(key);
        yield update(key, old == null ? suffix : old.bytes.concat(suffix), old);
      }
      case Operation.SetMany(List<Operation.Set> sets) ->
          new Result.Many(sets.stream().map(this::perform).toList());
      case Operation.Batch(List<Operation.Check> checks, List<Operation.Change> changes) -> {
        checks.forEach(check -> require(check.key(), check.condition()));
        yield new Result.Many(changes.stream().map(this::perform).toList());
      }
    };
  }

  private Result update(Key key, Bytes bytes, Value old) {
    values.put(key, new Value(bytes, index, old == null ? Optional.empty() : old.deadline));
    return new Result.Updated(bytes, new Revision(index));
  }

  private Value require(Key key, Condition condition) {
    Value value = values.get(key);
    boolean holds =
        switch (condition) {
          case Condition.Always _ -> true;
          case Condition.Absent _ -> value == null;
          case Condition.Present _ -> value != null;
          case Condition.AtRevision(Revision revision) ->
              value != null && value.revision == revision.index();
          case Condition.Holds(Bytes bytes) -> value != null && value.bytes.equals(bytes);
        };
    if (!holds) {
      Revision revision = value == null ? Revision.NONE : new Revision(value.revision);
      throw new Refuse(new Refusal.ConditionFailed(key, revision));
    }
    return value;
  }

  private static boolean outOfRange(BigInteger number) {
    return number.bitLength() > 63;
  }
}
