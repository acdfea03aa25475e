package dev.memdi.check;

import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Step;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a refusal for what a key held was right.
 *
 * <p>Of several reasons to refuse, the store may name any: what it named must be true of the key,
 * as far as the operation's own earlier changes of that key leave it. The revision that it named is
 * the one that others see only if there are none.
 */
final class Denial {
  private final KeyModel model;

  Denial(KeyModel model) {
    this.model = model;
  }

  /** What the key may be, by what the refusal says of it: nothing if it can't have been refused. */
  List<KeyState> of(Part.Denied denied, KeyState key, Task task) {
    KeyState told =
        denied.revision() == Part.UNTOLD || !(denied.refusal() instanceof Refusal.ConditionFailed)
            ? key
            : denied.revision() == 0
                ? (key.present() ? null : key)
                : model.shown(key, denied.revision());
    KeyState direct = told == null ? null : refusing(denied, told, false, task);
    KeyState behind = Part.Denied.behind(denied.tried()) ? refusing(denied, key, true, task) : null;
    return Stream.of(direct, behind).filter(Objects::nonNull).distinct().toList();
  }

  /**
   * The key, if there is a reason to refuse among the parts before, or {@code behind}, the
   * operation's first change of it: with what the conditions that held until then say of it.
   */
  private @Nullable KeyState refusing(Part.Denied denied, KeyState key, boolean behind, Task task) {
    KeyState known = key;
    KeyState now = key;
    boolean changed = false;
    for (Part part : denied.tried()) {
      if (changed && !behind) {
        return null;
      }
      if (changed == behind && refuses(denied, part, now)) {
        return known;
      }
      if (part instanceof Part.Check check) {
        now = model.met(check.condition(), now);
        known = changed || now == null ? known : now;
      } else if (part instanceof Part.Change change) {
        known = changed ? known : allowing(change.change(), now);
        now = known == null ? null : model.changed(change, now, task, changed && now != known);
        changed = true;
      }
      if (now == null) {
        return null; // refused here, for another reason than was given
      }
    }
    return null;
  }

  /** The key as it must be for the condition of the change to hold, or null if it can't. */
  private @Nullable KeyState allowing(Operation.Change change, KeyState key) {
    return switch (change) {
      case Operation.Set set -> model.met(set.condition(), key);
      case Operation.Delete delete -> model.met(delete.condition(), key);
      case Operation.Increment increment -> key;
      case Operation.Append append -> key;
    };
  }

  private boolean refuses(Part.Denied denied, Part part, KeyState key) {
    return switch (denied.refusal()) {
      case Refusal.ConditionFailed failed ->
          switch (part) {
            case Part.Check check -> model.mayRefuse(part, key);
            case Part.Change(var k, Operation.Set set, var r, var n) -> model.mayRefuse(part, key);
            case Part.Change(var k, Operation.Delete d, var r, var n) -> model.mayRefuse(part, key);
            case Part.Edit(var k, Step.Retime retime, var r, var n) -> model.mayRefuse(part, key);
            case Part.Copy copy ->
                key.present()
                    ? denied.key() == copy.to() && !copy.step().replace()
                    : denied.key() == copy.from();
            default -> false;
          };
      case Refusal.NotAnInteger notAnInteger ->
          part instanceof Part.Change(var k, Operation.Increment i, var r, var n)
              && KeyModel.isNoNumber(key);
      case Refusal.Overflow overflow ->
          switch (part) {
            case Part.Change(var k, Operation.Increment increment, var r, var n) ->
                KeyModel.overflows(key, increment.delta());
            case Part.Edit(var k, Step.AddDecimal add, var r, var n) ->
                EditModel.overflows(key, add);
            default -> false;
          };
      case Refusal.Invalid invalid ->
          part instanceof Part.Edit(var k, Step.AddDecimal add, var r, var n)
              && EditModel.isNoDecimal(key);
      default -> false;
    };
  }
}
