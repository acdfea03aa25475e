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
import dev.memdi.api.Step;
import dev.memdi.api.codec.LoggedCommand;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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
      case Operation.Steps(List<Operation.Check> checks, List<Step> steps) -> {
        checks.forEach(check -> require(check.key(), check.condition()));
        yield new Result.Many(steps.stream().map(this::tryStep).toList());
      }
    };
  }

  private Result tryStep(Step step) {
    TreeMap<Key, Value> before = new TreeMap<>(values);
    try {
      return perform(step);
    } catch (Refuse refuse) {
      values = before;
      return new Result.Failed(refuse.refusal);
    }
  }

  private Result perform(Step step) {
    return switch (step) {
      case Step.Look(Key key) -> get(key);
      case Step.Peek(Key key) ->
          get(key) instanceof Result.Found found
              ? new Result.Found(Bytes.EMPTY, found.revision(), found.ttl())
              : new Result.Missing();
      case Step.Make(Operation.Change change) -> perform(change);
      case Step.Together(Operation.Batch batch) -> perform(batch);
      case Step.Retime(Key key, Optional<Duration> ttl, Step.When when) -> {
        Value old = require(key, Condition.PRESENT);
        long forEver = Long.MAX_VALUE;
        long was = old.deadline.orElse(forEver);
        long is = ttl.map(duration -> stamp + duration.toMillis()).orElse(forEver);
        boolean holds =
            switch (when) {
              case ALWAYS -> true;
              case NONE -> was == forEver;
              case SOME -> was != forEver;
              case LATER -> is > was;
              case EARLIER -> is < was;
              case SOME_EARLIER -> was != forEver && is < was;
            };
        if (!holds) {
          throw new Refuse(new Refusal.ConditionFailed(key, new Revision(old.revision)));
        }
        if (is <= stamp) {
          values.remove(key);
          yield new Result.Deleted(new Revision(index), true);
        }
        values.put(
            key, new Value(old.bytes, index, ttl.isEmpty() ? Optional.empty() : Optional.of(is)));
        yield new Result.Written(new Revision(index), false);
      }
      case Step.Splice(Key key, long offset, Bytes bytes) -> {
        Value old = values.get(key);
        StringBuilder text = new StringBuilder(old == null ? "" : old.bytes.utf8());
        if (bytes.isEmpty() && (offset >= 0 || old != null)) {
          yield new Result.Counted(text.length());
        }
        int at = offset < 0 ? text.length() : (int) offset;
        text.setLength(Math.max(text.length(), at + bytes.length()));
        text.replace(at, at + bytes.length(), bytes.utf8());
        update(key, Bytes.utf8(text.toString()), old);
        yield new Result.Counted(text.length());
      }
      case Step.AddDecimal(Key key, BigDecimal delta) -> {
        Value old = values.get(key);
        String text = old == null ? "0" : old.bytes.utf8();
        if (!text.matches("-?[0-9]+([.][0-9]+)?")) {
          throw new Refuse(
              new Refusal.Invalid("the value of key '%s' is not a decimal number".formatted(key)));
        }
        String sum =
            new BigDecimal(text)
                .add(delta)
                .setScale(17, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
        yield update(key, Bytes.utf8(sum), old);
      }
      case Step.Copy(Key from, Key to, boolean move, boolean replace) -> {
        Value value = require(from, Condition.PRESENT);
        Value there = values.get(to);
        if (!replace) {
          require(to, Condition.ABSENT);
        }
        if (!from.equals(to)) {
          values.put(to, new Value(value.bytes, index, value.deadline));
          if (move) {
            values.remove(from);
          }
        }
        yield new Result.Written(new Revision(index), there == null);
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
