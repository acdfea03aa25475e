package dev.memdi.check;

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
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One shard that does one operation after the other, each in no time: what the checker's model
 * stands for, written a second time and in another way, to be compared with it.
 */
final class PlainStore {
  private TreeMap<Key, Entry> entries = new TreeMap<>();
  private long now;

  private record Entry(Bytes value, Revision revision, long expiresAt) {}

  /** Thrown within, to leave an operation of several parts. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
      super(refusal.message());
      this.refusal = refusal;
    }
  }

  /** A result or a refusal of an operation whose keys all lie here, done at {@code time}. */
  Object apply(Operation operation, long time, Revision revision) {
    now = time;
    entries.values().removeIf(entry -> entry.expiresAt() <= now);
    TreeMap<Key, Entry> before = new TreeMap<>(entries);
    try {
      return switch (operation) {
        case Operation.Read read -> read(read);
        case Operation.Change change -> change(change, revision);
        case Operation.SetMany many -> changes(many.sets(), revision);
        case Operation.Batch batch -> batch(batch, revision);
        case Operation.Steps steps -> {
          require(steps.checks());
          yield new Result.Many(steps.steps().stream().map(s -> alone(s, revision)).toList());
        }
      };
    } catch (RefusedException e) {
      entries = before;
      return e.refusal;
    }
  }

  /** A step, or how it failed. */
  private Result alone(Step step, Revision revision) {
    TreeMap<Key, Entry> before = new TreeMap<>(entries);
    try {
      return step(step, revision);
    } catch (RefusedException e) {
      entries = before;
      return new Result.Failed(e.refusal);
    }
  }

  private Result step(Step step, Revision revision) throws RefusedException {
    return switch (step) {
      case Step.Look(Key key) -> look(key);
      case Step.Peek(Key key) -> read(new Operation.Contains(key));
      case Step.Make(Operation.Change change) -> change(change, revision);
      case Step.Together(Operation.Batch batch) -> batch(batch, revision);
      case Step.Retime retime -> retime(retime, revision);
      case Step.Splice splice -> splice(splice, revision);
      case Step.AddDecimal(Key key, BigDecimal delta) -> {
        Entry old = entries.get(key);
        String text = old == null ? "0" : old.value().utf8();
        if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)")) { // of those that a run here makes
          throw new RefusedException(new Refusal.Invalid("not a decimal number"));
        }
        String sum = new BigDecimal(text).add(delta).stripTrailingZeros().toPlainString();
        yield update(key, old, Bytes.utf8(sum), revision);
      }
      case Step.Copy(Key from, Key to, boolean move, boolean replace) -> {
        require(Condition.PRESENT, from);
        require(replace ? Condition.ALWAYS : Condition.ABSENT, to);
        Result written = new Result.Written(revision, !entries.containsKey(to));
        if (!from.equals(to)) {
          Entry source = move ? entries.remove(from) : entries.get(from);
          entries.put(to, new Entry(source.value(), revision, source.expiresAt()));
        }
        yield written;
      }
    };
  }

  private Result retime(Step.Retime retime, Revision revision) throws RefusedException {
    require(Condition.PRESENT, retime.key());
    Entry old = entries.get(retime.key());
    long next = retime.ttl().map(ttl -> now + ttl.toNanos()).orElse(Long.MAX_VALUE);
    boolean mortal = old.expiresAt() < Long.MAX_VALUE;
    boolean holds =
        switch (retime.when()) {
          case ALWAYS -> true;
          case NONE -> !mortal;
          case SOME -> mortal;
          case LATER -> next > old.expiresAt();
          case EARLIER -> next < old.expiresAt();
          case SOME_EARLIER -> mortal && next < old.expiresAt();
        };
    if (!holds) {
      throw new RefusedException(new Refusal.ConditionFailed(retime.key(), old.revision()));
    } else if (next <= now) {
      entries.remove(retime.key());
      return new Result.Deleted(revision, true);
    }
    entries.put(retime.key(), new Entry(old.value(), revision, next));
    return new Result.Written(revision, false);
  }

  private Result splice(Step.Splice splice, Revision revision) {
    Entry old = entries.get(splice.key());
    StringBuilder text = new StringBuilder(old == null ? "" : old.value().utf8());
    if (splice.bytes().isEmpty() && (splice.offset() != Step.Splice.END || old != null)) {
      return new Result.Counted(text.length());
    }
    int from = splice.offset() == Step.Splice.END ? text.length() : (int) splice.offset();
    String bytes = splice.bytes().utf8();
    text.setLength(Math.max(text.length(), from + bytes.length())); // filled with zeros
    text.replace(from, from + bytes.length(), bytes);
    update(splice.key(), old, Bytes.utf8(text.toString()), revision);
    return new Result.Counted(text.length());
  }

  private Result batch(Operation.Batch batch, Revision revision) throws RefusedException {
    require(batch.checks());
    return changes(batch.changes(), revision);
  }

  private void require(List<Operation.Check> checks) throws RefusedException {
    for (Operation.Check check : checks) {
      require(check.condition(), check.key());
    }
  }

  private Result read(Operation.Read read) {
    return switch (read) {
      case Operation.Get get -> look(get.key());
      case Operation.Contains contains ->
          look(contains.key()) instanceof Result.Found found
              ? new Result.Found(Bytes.EMPTY, found.revision(), found.ttl())
              : new Result.Missing();
      case Operation.GetMany many -> new Result.Many(many.keys().stream().map(this::look).toList());
      case Operation.Scan scan -> {
        List<Result.Entry> page = new ArrayList<>();
        for (Map.Entry<Key, Entry> entry : entries.entrySet()) {
          Key key = entry.getKey();
          if (key.bytes().startsWith(scan.prefix())
              && scan.after().map(after -> key.compareTo(after) > 0).orElse(true)) {
            Entry e = entry.getValue();
            page.add(new Result.Entry(key, e.value(), e.revision(), ttl(e)));
          }
        }
        boolean more = page.size() > scan.limit();
        yield new Result.Page(more ? page.subList(0, scan.limit()) : page, more);
      }
      case Operation.Count count ->
          new Result.Counted(
              entries.keySet().stream()
                  .filter(key -> key.bytes().startsWith(count.prefix()))
                  .count());
    };
  }

  private Result look(Key key) {
    Entry entry = entries.get(key);
    return entry == null
        ? new Result.Missing()
        : new Result.Found(entry.value(), entry.revision(), ttl(entry));
  }

  private Optional<Duration> ttl(Entry entry) {
    return entry.expiresAt() == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(entry.expiresAt() - now));
  }

  private Result changes(List<? extends Operation.Change> changes, Revision revision)
      throws RefusedException {
    List<Result> results = new ArrayList<>();
    for (Operation.Change change : changes) {
      results.add(change(change, revision));
    }
    return new Result.Many(results);
  }

  private Result change(Operation.Change change, Revision revision) throws RefusedException {
    Key key = change.key();
    Entry old = entries.get(key);
    switch (change) {
      case Operation.Set set -> {
        require(set.condition(), key);
        long expiresAt =
            switch (set.expiry()) {
              case Expiry.Never never -> Long.MAX_VALUE;
              case Expiry.Keep keep -> old == null ? Long.MAX_VALUE : old.expiresAt();
              case Expiry.After after -> now + after.ttl().toNanos();
            };
        entries.put(key, new Entry(set.value(), revision, expiresAt));
        return new Result.Written(revision, old == null);
      }
      case Operation.Delete delete -> {
        require(delete.condition(), key);
        entries.remove(key);
        return new Result.Deleted(revision, old != null);
      }
      case Operation.Increment increment -> {
        String text = old == null ? "0" : old.value().utf8();
        if (!text.matches("0|-?[1-9][0-9]{0,18}")) {
          throw new RefusedException(new Refusal.NotAnInteger(key));
        }
        BigInteger sum = new BigInteger(text).add(BigInteger.valueOf(increment.delta()));
        if (sum.bitLength() > 63) {
          throw new RefusedException(new Refusal.Overflow(key));
        }
        return update(key, old, Bytes.utf8(sum.toString()), revision);
      }
      case Operation.Append append -> {
        Bytes start = old == null ? Bytes.EMPTY : old.value();
        return update(key, old, start.concat(append.suffix()), revision);
      }
    }
  }

  private Result update(Key key, @Nullable Entry old, Bytes value, Revision revision) {
    long expiresAt = old == null ? Long.MAX_VALUE : old.expiresAt();
    entries.put(key, new Entry(value, revision, expiresAt));
    return new Result.Updated(value, revision);
  }

  private void require(Condition condition, Key key) throws RefusedException {
    Entry entry = entries.get(key);
    boolean holds =
        switch (condition) {
          case Condition.Always always -> true;
          case Condition.Absent absent -> entry == null;
          case Condition.Present present -> entry != null;
          case Condition.AtRevision at -> entry != null && entry.revision().equals(at.revision());
          case Condition.Holds value -> entry != null && entry.value().equals(value.value());
        };
    if (!holds) {
      throw new RefusedException(
          new Refusal.ConditionFailed(key, entry == null ? Revision.NONE : entry.revision()));
    }
  }

  /** What a client is told of it. */
  static Outcome told(Object resultOrRefusal, dev.memdi.api.Assurance assurance) {
    return resultOrRefusal instanceof Refusal refusal
        ? new Outcome.Refused(refusal)
        : new Outcome.Done((Result) resultOrRefusal, assurance);
  }
}
