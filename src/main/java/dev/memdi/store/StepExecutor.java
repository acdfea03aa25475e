package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.SizeEstimate;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does the steps of one write, each wholly or not at all. */
final class StepExecutor {
  /** Longer text is of no number that is calculated with. */
  private static final int LONGEST_DECIMAL = 2 * Step.AddDecimal.WHOLE + 16;

  /** Beyond all values: nothing is added to an offset that lies further. */
  private static final long FAR = Long.MAX_VALUE / 2;

  private final StoreRules rules;
  private final Edit edit;
  private final WriteExecutor writes;

  StepExecutor(StoreRules rules, Edit edit, WriteExecutor writes) {
    this.rules = rules;
    this.edit = edit;
    this.writes = writes;
  }

  /** All answers together travel in one message, as does all that is written. */
  Outcome execute(Operation.Steps write) {
    Outcome.@Nullable Refused failed = edit.firstFailure(write.checks());
    if (failed != null && rules.holdsStepsToChecks()) {
      return failed;
    }
    List<Result> results = new ArrayList<>(write.steps().size());
    long answered = 0;
    for (Step step : write.steps()) {
      int before = edit.size();
      long writtenBefore = edit.written();
      Result result =
          switch (edit.bounded(step(step))) {
            case Outcome.Done done -> answerable(done.result(), answered);
            case Outcome.Refused refused -> new Result.Failed(refused.refusal());
            case Outcome.Unknown unknown -> throw new IllegalStateException(unknown.why());
          };
      if (result instanceof Result.Failed && rules.undoesPartOfStep()) {
        edit.undoDownTo(before);
        edit.setWritten(writtenBefore);
      }
      answered += SizeEstimate.of(result);
      results.add(result);
    }
    return Edit.done(new Result.Many(results));
  }

  private Result answerable(Result result, long answered) {
    long size = answered + SizeEstimate.of(result);
    boolean fits = size <= edit.bounds().operation() || SizeEstimate.isSmall(result);
    return fits
        ? result
        : new Result.Failed(new Refusal.TooLarge("the answer", size, edit.bounds().operation()));
  }

  private Outcome step(Step step) {
    return switch (step) {
      case Step.Look(Key key) -> look(key, true);
      case Step.Peek(Key key) -> look(key, false);
      case Step.Make(Operation.Change change) -> writes.change(change);
      case Step.Together(Operation.Batch batch) -> writes.batch(batch);
      case Step.Retime(Key key, Optional<Duration> ttl, Step.When when) ->
          retime(key, ttl.orElse(null), when);
      case Step.Splice splice -> splice(splice);
      case Step.AddDecimal(Key key, BigDecimal delta) -> addDecimal(key, delta);
      case Step.Copy copy -> copy(copy);
    };
  }

  private Outcome look(Key key, boolean withValue) {
    Slot slot = edit.get(key);
    return Edit.done(
        slot == null
            ? new Result.Missing()
            : TableReader.found(withValue ? slot.value() : Bytes.EMPTY, slot, edit.stamp()));
  }

  private Outcome retime(Key key, @Nullable Duration ttl, Step.When when) {
    Slot slot = edit.get(key);
    long deadline = ttl == null ? Slot.NO_DEADLINE : deadline(ttl.toMillis());
    if (slot == null || !holds(when, slot, deadline)) {
      return Edit.conditionFailed(key, slot);
    }
    if (deadline <= edit.stamp()) {
      edit.remove(key, Causes.DELETE);
      return Edit.done(new Result.Deleted(edit.revision(), true));
    }
    edit.put(key, slot.value(), deadline, ttl == null ? Causes.PERSIST : Causes.EXPIRE);
    return Edit.done(new Result.Written(edit.revision(), false));
  }

  private long deadline(long ttlMillis) {
    return ttlMillis > 0
        ? rules.deadline(edit.stamp(), ttlMillis)
        : Math.max(edit.stamp() + ttlMillis, Long.MIN_VALUE + 1);
  }

  private static boolean holds(Step.When when, Slot slot, long deadline) {
    return switch (when) {
      case ALWAYS -> true;
      case NONE -> !slot.isMortal();
      case SOME -> slot.isMortal();
      case LATER -> deadline > slot.deadline();
      case EARLIER -> deadline < slot.deadline();
      case SOME_EARLIER -> slot.isMortal() && deadline < slot.deadline();
    };
  }

  private Outcome splice(Step.Splice splice) {
    Slot slot = edit.get(splice.key());
    Bytes value = slot == null ? Bytes.EMPTY : slot.value();
    boolean atEnd = splice.offset() == Step.Splice.END;
    if (splice.bytes().isEmpty() && (!atEnd || slot != null)) {
      return Edit.done(new Result.Counted(value.length()));
    }
    long offset = atEnd ? value.length() : splice.offset();
    long size =
        Math.max(value.length(), Math.addExact(Math.min(offset, FAR), splice.bytes().length()));
    Outcome.@Nullable Refused tooLarge = edit.tooLarge(splice.key(), size);
    if (tooLarge != null) {
      return tooLarge;
    }
    byte[] whole = Arrays.copyOf(value.array(), (int) size);
    System.arraycopy(splice.bytes().array(), 0, whole, (int) offset, splice.bytes().length());
    edit.update(splice.key(), Bytes.wrap(whole), slot, atEnd ? Causes.APPEND : Causes.OVERWRITE);
    return Edit.done(new Result.Counted(size));
  }

  private Outcome addDecimal(Key key, BigDecimal delta) {
    Slot slot = edit.get(key);
    BigDecimal number = slot == null ? BigDecimal.ZERO : decimal(slot.value());
    if (number == null) {
      return new Outcome.Refused(
          new Refusal.Invalid("the value of key '%s' is not a decimal number".formatted(key)));
    }
    BigDecimal sum =
        number
            .add(delta)
            .setScale(Step.AddDecimal.FRACTION, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    if (sum.precision() - sum.scale() > Step.AddDecimal.WHOLE) {
      return new Outcome.Refused(new Refusal.Overflow(key));
    }
    return edit.update(key, Bytes.utf8(sum.toPlainString()), slot, Causes.ADD_DECIMAL);
  }

  private static @Nullable BigDecimal decimal(Bytes text) {
    if (text.length() > LONGEST_DECIMAL) {
      return null;
    }
    try {
      // of one byte a character, so that no digits but those of ASCII are taken for some
      BigDecimal number = new BigDecimal(new String(text.array(), StandardCharsets.ISO_8859_1));
      return Step.AddDecimal.isWithin(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Outcome copy(Step.Copy copy) {
    Slot from = edit.get(copy.from());
    if (from == null) {
      return Edit.conditionFailed(copy.from(), null);
    }
    Slot to = edit.get(copy.to());
    if (to != null && !copy.replace()) {
      return Edit.conditionFailed(copy.to(), to);
    }
    if (!copy.from().equals(copy.to())) {
      if (copy.move()) {
        edit.remove(copy.from(), Causes.RENAME_FROM);
      }
      edit.put(
          copy.to(),
          from.value(),
          from.deadline(),
          copy.move() ? Causes.RENAME_TO : Causes.COPY_TO);
    }
    return Edit.done(new Result.Written(edit.revision(), to == null));
  }
}
