package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which values of one key make a difference. All values that nobody saw, asked for, or could have
 * extended to such a one are as good as one another; taken for the same, they make writes alike of
 * which else every order and every choice would have to be tried.
 */
final class Values {
  /** Stands for all that make no difference. Compared by identity. */
  static final Bytes UNSEEN = Bytes.utf8("\0 a value that nobody saw");

  private final TreeSet<Bytes> wanted = new TreeSet<>();
  private boolean appends;
  private boolean increments;

  /** Takes note of what {@code part}, of this key, wants and does. */
  void note(Part part) {
    want(Demand.of(part).value());
    switch (part) {
      case Part.Change change -> {
        note(change.change());
        if (change.change() instanceof Operation.Append append
            && change.result() instanceof Result.Updated updated
            && updated.value().length() == append.suffix().length()) {
          want(Bytes.EMPTY); // or an absent key, so it is not what the part demands
        }
      }
      case Part.Check check -> note(check.condition());
      case Part.Denied denied -> denied.tried().forEach(this::note);
      case Part.Look look -> {}
      case Part.Population population -> {}
    }
  }

  private void note(Operation.Change change) {
    switch (change) {
      case Operation.Set set -> note(set.condition());
      case Operation.Delete delete -> note(delete.condition());
      case Operation.Increment increment -> increments = true;
      case Operation.Append append -> appends = true;
    }
  }

  private void note(Condition condition) {
    if (condition instanceof Condition.Holds holds) {
      want(holds.value());
    }
  }

  private void want(@Nullable Bytes value) {
    if (value != null) {
      wanted.add(value);
    }
  }

  /** {@code value} itself, or {@link #UNSEEN}. */
  Bytes canonical(Bytes value) {
    if ((appends && increments)
        || (increments && integer(value) != null)
        || wanted.contains(value)) {
      return value;
    }
    Bytes longer = appends ? wanted.ceiling(value) : null;
    return longer != null && longer.startsWith(value) ? value : UNSEEN;
  }

  boolean appends() {
    return appends;
  }

  boolean increments() {
    return increments;
  }

  /** The part with its value in canonical form. */
  Part canonical(Part part) {
    return part instanceof Part.Change(int key, Operation.Set set, var result, long revision)
        ? new Part.Change(
            key,
            new Operation.Set(set.key(), canonical(set.value()), set.expiry(), set.condition()),
            result,
            revision)
        : part;
  }

  /** The decimal signed 64-bit integer that {@code value} is, or null. */
  static @Nullable Long integer(Bytes value) {
    if (value.isEmpty() || value.length() > 20) {
      return null;
    }
    String text = new String(value.array(), StandardCharsets.US_ASCII);
    try {
      Long number = Long.valueOf(text);
      return number.toString().equals(text) ? number : null; // not +1, 01 or -0
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static Bytes decimal(long number) {
    return Bytes.utf8(Long.toString(number));
  }

  static Bytes prefix(Bytes value, int length) {
    return Bytes.wrap(Arrays.copyOf(value.array(), length));
  }

  /** One for each of {@code keys}, from all that is known of them. */
  static Values[] of(List<Task> tasks, int keys) {
    Values[] values = new Values[keys];
    Arrays.setAll(values, key -> new Values());
    for (Task task : tasks) {
      for (Part part : task.parts) {
        if (!(part instanceof Part.Population)) {
          values[Task.keyOf(part)].note(part);
        }
      }
    }
    return values;
  }
}
