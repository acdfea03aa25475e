package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sequential specification of what only a step can do to one key. */
final class EditModel {
  private final KeyModel model;
  private final Rules rules;

  EditModel(KeyModel model, Rules rules) {
    this.model = model;
    this.rules = rules;
  }

  /** As {@link KeyModel#after}. */
  @Nullable KeyState after(Part.Edit part, KeyState old, Task task, boolean again) {
    return switch (part.step()) {
      case Step.Splice splice -> spliced(part, splice, old, again);
      case Step.AddDecimal add -> added(part, add, old, again);
      case Step.Retime retime -> retimed(part, retime, old, task, again);
      case Step.Look _, Step.Peek _, Step.Make _, Step.Together _, Step.Copy _ ->
          throw new IllegalArgumentException("no edit of one key: " + part);
    };
  }

  boolean mayRefuse(Part.Edit part, KeyState key) {
    return switch (part.step()) {
      case Step.Splice splice -> false;
      case Step.AddDecimal add -> isNoDecimal(key) || overflows(key, add);
      case Step.Retime retime -> !key.present() || mayFail(retime.when(), key.lifetime());
      case Step.Look _, Step.Peek _, Step.Make _, Step.Together _, Step.Copy _ ->
          throw new IllegalArgumentException("no edit of one key: " + part);
    };
  }

  private @Nullable KeyState spliced(
      Part.Edit part, Step.Splice splice, KeyState old, boolean again) {
    byte[] before = old.value() == null ? new byte[0] : old.value().array();
    boolean atEnd = splice.offset() == Step.Splice.END;
    int offset = atEnd ? before.length : Math.toIntExact(splice.offset());
    int added = splice.bytes().length();
    boolean idle = added == 0 && (!atEnd || old.present());
    int length = idle ? before.length : Math.max(before.length, offset + added);
    if (part.result() instanceof Result.Counted(long told) && told != length) {
      return null;
    } else if (idle) {
      return old;
    }
    byte[] whole = Arrays.copyOf(before, length);
    System.arraycopy(splice.bytes().array(), 0, whole, offset, added);
    return model.revised(part.revision(), old, Bytes.wrap(whole), old.lifetime(), again);
  }

  private @Nullable KeyState added(
      Part.Edit part, Step.AddDecimal add, KeyState old, boolean again) {
    if (isNoDecimal(old) || overflows(old, add)) {
      return null;
    }
    Bytes sum = Bytes.utf8(sum(old, add).toPlainString());
    return part.result() instanceof Result.Updated updated && !updated.value().equals(sum)
        ? null
        : model.revised(part.revision(), old, sum, old.lifetime(), again);
  }

  static boolean isNoDecimal(KeyState key) {
    return key.value() != null && isNoDecimal(key.value());
  }

  static boolean isNoDecimal(Bytes value) {
    return decimal(value).isEmpty();
  }

  static boolean overflows(KeyState key, Step.AddDecimal add) {
    return !isNoDecimal(key)
        && sum(key, add).abs().compareTo(BigDecimal.TEN.pow(Step.AddDecimal.WHOLE)) >= 0;
  }

  private static BigDecimal sum(KeyState key, Step.AddDecimal add) {
    Bytes value = key.value();
    return (value == null ? BigDecimal.ZERO : decimal(value).orElseThrow())
        .add(add.delta())
        .setScale(Step.AddDecimal.FRACTION, RoundingMode.HALF_EVEN)
        .stripTrailingZeros();
  }

  private static Optional<BigDecimal> decimal(Bytes text) {
    try {
      BigDecimal number = new BigDecimal(new String(text.array(), StandardCharsets.ISO_8859_1));
      return Optional.of(number).filter(Step.AddDecimal::isWithin);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private @Nullable KeyState retimed(
      Part.Edit part, Step.Retime retime, KeyState old, Task task, boolean again) {
    Duration ttl = retime.ttl().orElse(null);
    boolean deletes = ttl != null && ttl.toMillis() <= 0;
    Lifetime next = ttl == null ? null : Lifetime.of(task.from, task.stamped, ttl.toNanos(), rules);
    boolean asTold =
        switch (part.result()) {
          case null -> true;
          case Result.Deleted deleted -> deletes && deleted.existed();
          case Result.Written written -> !deletes && !written.created();
          default -> false;
        };
    if (!old.present() || !mayHold(retime.when(), old.lifetime(), next) || !asTold) {
      return null;
    }
    return deletes
        ? model.revised(part.revision(), old, null, null, again)
        : model.revised(part.revision(), old, old.value(), next, again);
  }

  /** Where null stands for ever. */
  private static boolean mayHold(Step.When when, @Nullable Lifetime old, @Nullable Lifetime next) {
    return switch (when) {
      case ALWAYS -> true;
      case NONE -> old == null;
      case SOME -> old != null;
      case LATER -> mayEndLater(next, old);
      case EARLIER -> mayEndLater(old, next);
      case SOME_EARLIER -> old != null && mayEndLater(old, next);
    };
  }

  private static boolean mayFail(Step.When when, @Nullable Lifetime old) {
    return switch (when) {
      case ALWAYS -> false;
      case NONE -> old != null;
      case SOME -> old == null;
      case LATER, EARLIER, SOME_EARLIER -> true; // deadlines are known only roughly
    };
  }

  private static boolean mayEndLater(@Nullable Lifetime one, @Nullable Lifetime other) {
    return other != null && (one == null || one.latest() >= other.earliest());
  }
}
