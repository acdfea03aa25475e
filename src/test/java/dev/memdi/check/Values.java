package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which values of one key make a difference. All values that nobody saw, asked for, or could have
 * made into such a one by appending and adding, are as good as one another; taken for the same,
 * they make writes alike of which else every order and every choice would have to be tried.
 *
 * <p>Adding moves a number by what all increments of the key come to, at most: the reach. Appending
 * digits multiplies it by ten, so a number that becomes another by both is within the reach, and
 * rounding, of a prefix of the other, or of 0, where signs and digits come and go.
 */
final class Values {
  /** Stand for values that make no difference. Compared by identity. */
  static final Bytes UNSEEN_TEXT = Bytes.utf8("\0 a text that nobody saw");

  static final Bytes UNSEEN_NUMBER = Bytes.utf8("\0 a number that nobody saw");

  /** A number with digits appended may have become too long for one, or have been 0. */
  private static final Bytes UNSEEN = Bytes.utf8("\0 a text or a number that nobody saw");

  private static final long ROUNDING = 2;
  private static final long HUGE = 1L << 60;

  private final TreeSet<Bytes> wanted = new TreeSet<>();

  /** The numbers that are wanted or that wanted values begin with. */
  private final TreeSet<Long> landmarks = new TreeSet<>();

  /** Whether bytes are put anywhere, or decimals added: any value may become any other. */
  private boolean all;

  private boolean appends;
  private boolean increments;
  private boolean overflows;
  private long reach;

  /** One for each of {@code keys}, from all that is known of them; keys with copies share one. */
  static Values[] of(List<Task> tasks, int keys) {
    Values[] values = new Values[keys];
    Arrays.setAll(values, key -> new Values());
    List<Part> parts = tasks.stream().flatMap(task -> task.parts.stream()).toList();
    parts.forEach(part -> join(part, values));
    parts.forEach(part -> note(part, values));
    for (Values one : values) {
      one.findLandmarks();
    }
    return values;
  }

  private static void join(Part part, Values[] values) {
    if (part instanceof Part.Attempt(var parts)) {
      parts.forEach(one -> join(one, values));
    } else if (part instanceof Part.Copy copy) {
      Values from = values[copy.from()];
      Values to = values[copy.to()];
      Arrays.setAll(values, key -> values[key] == from ? to : values[key]);
    }
  }

  /** Takes note of what {@code part} wants and does. */
  private static void note(Part part, Values[] values) {
    switch (part) {
      case Part.Population population -> {}
      case Part.Copy copy -> {}
      case Part.Attempt(var parts) -> parts.forEach(one -> note(one, values));
      default -> values[part.keys().getFirst()].note(part);
    }
  }

  /** Takes note of what {@code part}, of this key, wants and does. */
  private void note(Part part) {
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
      case Part.Denied denied -> {
        overflows |= denied.refusal() instanceof Refusal.Overflow;
        denied.tried().forEach(this::note);
      }
      case Part.Edit edit -> all |= !(edit.step() instanceof Step.Retime);
      case Part.Look _, Part.Population _, Part.Copy _, Part.Attempt _ -> {}
    }
  }

  private void note(Operation.Change change) {
    switch (change) {
      case Operation.Set set -> note(set.condition());
      case Operation.Delete delete -> note(delete.condition());
      case Operation.Increment increment -> {
        increments = true;
        reach = farther(reach, increment.delta());
      }
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

  private void findLandmarks() {
    if (!increments) {
      return;
    }
    if (appends) {
      landmarks.add(0L);
    }
    for (Bytes value : wanted) {
      for (int length = appends ? 1 : value.length(); length <= value.length(); length++) {
        Long number = integer(prefix(value, length));
        if (number != null) {
          landmarks.add(number);
        }
      }
    }
  }

  /** {@code value} itself, or what stands for all that are as good. */
  Bytes canonical(Bytes value) {
    if (matters(value)) {
      return value;
    }
    return increments && integer(value) != null ? UNSEEN_NUMBER : UNSEEN_TEXT;
  }

  private boolean matters(Bytes value) {
    if (all || wanted.contains(value) || isUnseen(value)) {
      return true;
    }
    Bytes longer = appends ? wanted.ceiling(value) : null;
    if (longer != null && longer.startsWith(value)) {
      return true;
    }
    Long number = increments ? integer(value) : null;
    if (number == null) {
      return increments && appends && maybeNumberSoon(value);
    } else if (overflows || reach >= HUGE || Math.abs(number) >= HUGE) {
      return true;
    }
    Long landmark = landmarks.ceiling(number - reach - ROUNDING);
    return landmark != null && landmark <= number + reach + ROUNDING;
  }

  /** The part with its values in canonical form. */
  static Part canonical(Part part, Values[] values) {
    return switch (part) {
      case Part.Change(int key, Operation.Set set, var result, long revision) -> {
        Bytes value = values[key].canonical(set.value());
        yield new Part.Change(
            key,
            new Operation.Set(set.key(), value, set.expiry(), set.condition()),
            result,
            revision);
      }
      case Part.Attempt(var parts) ->
          new Part.Attempt(parts.stream().map(one -> canonical(one, values)).toList());
      default -> part;
    };
  }

  static boolean isUnseen(@Nullable Bytes value) {
    return value == UNSEEN_TEXT || value == UNSEEN_NUMBER || value == UNSEEN;
  }

  /** Whether {@code value} may be, or is, one that can be counted with. */
  static boolean mayBeNumber(Bytes value) {
    return value == UNSEEN_NUMBER || value == UNSEEN || integer(value) != null;
  }

  static boolean mayBeText(Bytes value) {
    return value == UNSEEN_TEXT
        || value == UNSEEN
        || (value != UNSEEN_NUMBER && integer(value) == null);
  }

  /** {@code value} with {@code suffix} appended, in canonical form. */
  Bytes appended(Bytes value, Bytes suffix) {
    if (!isUnseen(value)) {
      return canonical(value.concat(suffix));
    }
    boolean digits = suffix.utf8().chars().allMatch(c -> c >= '0' && c <= '9');
    return suffix.isEmpty() ? value : value != UNSEEN_TEXT && digits ? UNSEEN : UNSEEN_TEXT;
  }

  /**
   * Could {@code from}, or an absent key, become {@code to} by increments that come to {@code
   * reach} at most, and by appending if {@code appends}? Says yes when in doubt.
   */
  static boolean mayBecome(@Nullable Bytes from, Bytes to, long reach, boolean appends) {
    if (isUnseen(from)) {
      return false;
    } else if (from == null) {
      return appends || (reach > 0 && near(0, to, reach, false));
    } else if (appends && (to.startsWith(from) || maybeNumberSoon(from))) {
      return true;
    }
    Long number = integer(from);
    return number != null && reach > 0 && near(number, to, reach, appends);
  }

  private static boolean near(long number, Bytes to, long reach, boolean appends) {
    if (appends && within(number, 0, reach)) {
      return true;
    }
    for (int length = appends ? 1 : to.length(); length <= to.length(); length++) {
      Long landmark = integer(prefix(to, length));
      if (landmark != null && within(number, landmark, reach)) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(long number, long landmark, long reach) {
    return Math.abs((double) number - landmark) <= (double) reach + ROUNDING;
  }

  /** The reach of one more increment. */
  static long farther(long reach, long delta) {
    return reach >= HUGE || Math.abs(delta) >= HUGE || delta == Long.MIN_VALUE
        ? HUGE
        : reach + Math.abs(delta);
  }

  private static boolean maybeNumberSoon(Bytes value) {
    return value.isEmpty() || value.equals(Bytes.utf8("-"));
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
}
