package dev.memdi.store;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.WriteBounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the present write changes in the table: kept so that a part of it can be taken back, and
 * told to the history in the end.
 */
final class Edit {
  private static final Assurance QUORUM = new Assurance.Acknowledged(Ack.QUORUM);

  private final Table table;
  private final History history;
  private final List<Touch> touches = new ArrayList<>();

  private WriteBounds bounds = WriteBounds.WIDEST;
  private long index;
  private long stamp;
  private long written; // bytes of values
  private boolean twice; // whether a key may have been changed more than once

  private record Touch(Key key, @Nullable Slot before, @Nullable Slot after, List<Cause> causes) {}

  Edit(Table table, History history) {
    this.table = table;
    this.history = history;
  }

  void begin(WriteBounds within, long atIndex, long atStamp) {
    bounds = within;
    index = atIndex;
    stamp = atStamp;
    written = 0;
  }

  long stamp() {
    return stamp;
  }

  /** What every key that this write changes is at from now on. */
  Revision revision() {
    return new Revision(index);
  }

  WriteBounds bounds() {
    return bounds;
  }

  /** The bytes of the values that were written so far. */
  long written() {
    return written;
  }

  /** Of what was undone nothing counts. */
  void setWritten(long bytes) {
    written = bytes;
  }

  @Nullable Slot get(Key key) {
    return table.get(key);
  }

  /** Answers what was there before. */
  @Nullable Slot put(Key key, Bytes value, long deadline, List<Cause> causes) {
    written += value.length();
    Slot after = Slot.of(key.bytes(), value, index, deadline);
    Slot before = table.put(after);
    twice |= before != null && before.revision() == index;
    touches.add(new Touch(key, before, after, causes));
    return before;
  }

  /** Removes a key that is there. */
  void remove(Key key, List<Cause> causes) {
    twice = true; // perhaps: what is put there later does not find that it was
    touches.add(new Touch(key, table.remove(key), null, causes));
  }

  /** Another value with the same deadline. */
  Outcome update(Key key, Bytes value, @Nullable Slot before, List<Cause> causes) {
    put(key, value, before == null ? Slot.NO_DEADLINE : before.deadline(), causes);
    return done(new Result.Updated(value, revision()));
  }

  /** How much was changed so far. */
  int size() {
    return touches.size();
  }

  void undoDownTo(int size) {
    while (touches.size() > size) {
      Touch touch = touches.removeLast();
      if (touch.before == null) {
        table.remove(touch.key);
      } else {
        table.put(touch.before);
      }
    }
  }

  /** One event for each key that was changed, with all its causes and what came of it. */
  void publish() {
    if (!twice || touches.size() == 1) {
      touches.forEach(this::publish);
    } else if (!touches.isEmpty()) {
      Map<Key, Told> told = new LinkedHashMap<>();
      for (Touch touch : touches) {
        Told before = told.get(touch.key);
        if (before == null) {
          told.put(touch.key, new Told(touch));
        } else {
          before.add(touch);
        }
      }
      told.values().forEach(whole -> history.add(told(whole.last), whole.causes));
    }
    touches.clear();
    twice = false;
  }

  private void publish(Touch touch) {
    history.add(told(touch), touch.causes);
  }

  /** What stands in the table now, or that the key was removed. */
  private Slot told(Touch touch) {
    return touch.after == null ? Slot.removal(touch.key.bytes(), index) : touch.after;
  }

  /** All that happened to one key. */
  private static final class Told {
    Touch last;
    List<Cause> causes;

    Told(Touch first) {
      this.last = first;
      this.causes = first.causes; // shared: few keys are changed twice
    }

    void add(Touch touch) {
      last = touch;
      causes = causes instanceof ArrayList<Cause> own ? own : new ArrayList<>(causes);
      causes.addAll(touch.causes);
    }
  }

  /** What is written travels to watches, and what is appended to as its answer, in one message. */
  Outcome bounded(Outcome outcome) {
    return written <= bounds.operation()
        ? outcome
        : new Outcome.Refused(
            new Refusal.TooLarge("what the batch writes", written, bounds.operation()));
  }

  /** Refuses a value that has grown beyond its bound. */
  Outcome.@Nullable Refused tooLarge(Key key, long size) {
    if (size <= bounds.value()) {
      return null;
    }
    String what = "the value of key '%s' with what is appended".formatted(key);
    return new Outcome.Refused(new Refusal.TooLarge(what, size, bounds.value()));
  }

  /** Of checks that do not hold, the first. */
  Outcome.@Nullable Refused firstFailure(List<Operation.Check> checks) {
    for (Operation.Check check : checks) {
      Slot slot = table.get(check.key());
      if (!holds(check.condition(), slot)) {
        return conditionFailed(check.key(), slot);
      }
    }
    return null;
  }

  static boolean holds(Condition condition, @Nullable Slot slot) {
    return switch (condition) {
      case Condition.Always _ -> true;
      case Condition.Absent _ -> slot == null;
      case Condition.Present _ -> slot != null;
      case Condition.AtRevision(Revision revision) ->
          slot != null && slot.revision() == revision.index();
      case Condition.Holds(Bytes value) -> slot != null && slot.value().equals(value);
    };
  }

  static Outcome done(Result result) {
    return new Outcome.Done(result, QUORUM);
  }

  static Outcome.Refused conditionFailed(Key key, @Nullable Slot slot) {
    Revision revision = slot == null ? Revision.NONE : new Revision(slot.revision());
    return new Outcome.Refused(new Refusal.ConditionFailed(key, revision));
  }
}
