package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a part needs of its key before it: necessary, not sufficient. The model alone decides;
 * demands tell the search where looking is in vain.
 *
 * @param value null where any will do
 * @param revision {@link Part#UNTOLD} where any will do
 */
record Demand(Presence presence, @Nullable Bytes value, long revision) {
  enum Presence {
    PRESENT,
    ABSENT,
    /** Either, and which of them it is makes a difference. */
    EITHER,
    /** Either, and only the number of such keys counts. */
    COUNTED
  }

  static final Demand ANY = new Demand(Presence.EITHER, null, Part.UNTOLD);
  private static final Demand COUNTED = new Demand(Presence.COUNTED, null, Part.UNTOLD);
  private static final Demand ABSENT = new Demand(Presence.ABSENT, null, Part.UNTOLD);
  private static final Demand PRESENT = new Demand(Presence.PRESENT, null, Part.UNTOLD);

  /** Could a key in this state be what is wanted? */
  boolean metBy(KeyState state) {
    return switch (presence) {
      case ABSENT -> !state.present();
      case EITHER, COUNTED -> true;
      case PRESENT ->
          state.present()
              && (value == null || value.equals(state.value()))
              && (revision == Part.UNTOLD
                  || (state.exact() ? state.revision() == revision : state.revision() <= revision));
    };
  }

  static Demand of(Part part) {
    return switch (part) {
      case Part.Check check -> of(check.condition());
      case Part.Look look ->
          look.result() instanceof Result.Found found
              ? new Demand(Presence.PRESENT, look.whole() ? found.value() : null, look.revision())
              : ABSENT;
      case Part.Population population -> COUNTED;
      case Part.Denied denied -> ofDenied(denied);
      case Part.Change change -> ofChange(change);
      case Part.Edit _, Part.Copy _, Part.Attempt _ -> ANY; // they are few: the model decides
    };
  }

  /**
   * Of parts on one key: the first that wants anything speaks for them until one changes the key.
   */
  static Demand of(List<Part> parts) {
    for (Part part : parts) {
      Demand demand = of(part);
      if (!demand.equals(ANY) || part instanceof Part.Change || Task.mayChange(part)) {
        return demand;
      }
    }
    return ANY;
  }

  private static Demand of(Condition condition) {
    return switch (condition) {
      case Condition.Always always -> ANY;
      case Condition.Absent absent -> ABSENT;
      case Condition.Present present -> PRESENT;
      case Condition.AtRevision at -> new Demand(Presence.PRESENT, null, at.revision().index());
      case Condition.Holds holds -> new Demand(Presence.PRESENT, holds.value(), Part.UNTOLD);
    };
  }

  private static Demand ofDenied(Part.Denied denied) {
    return switch (denied.refusal()) {
      case Refusal refusal when Part.Denied.behind(denied.tried()) -> ANY;
      case Refusal.ConditionFailed failed ->
          switch ((int) Math.min(denied.revision(), 1)) {
            case (int) Part.UNTOLD -> ANY;
            case 0 -> ABSENT;
            default -> new Demand(Presence.PRESENT, null, denied.revision());
          };
      case Refusal.NotAnInteger notAnInteger -> PRESENT;
      case Refusal.Overflow overflow -> PRESENT;
      case Refusal.Invalid invalid -> PRESENT;
      default -> ANY;
    };
  }

  private static Demand ofChange(Part.Change part) {
    return switch (part.change()) {
      case Operation.Set set -> {
        Demand demand = of(set.condition());
        yield demand.equals(ANY) && part.result() instanceof Result.Written written
            ? written.created() ? ABSENT : PRESENT
            : demand;
      }
      case Operation.Delete delete -> {
        Demand demand = of(delete.condition());
        yield demand.equals(ANY) && part.result() instanceof Result.Deleted deleted
            ? deleted.existed() ? PRESENT : ABSENT
            : demand;
      }
      case Operation.Increment increment ->
          part.result() instanceof Result.Updated updated ? before(increment, updated) : ANY;
      case Operation.Append append ->
          part.result() instanceof Result.Updated updated ? before(append, updated) : ANY;
    };
  }

  private static Demand before(Operation.Increment increment, Result.Updated updated) {
    Long after = Values.integer(updated.value());
    if (after == null || after.equals(increment.delta())) {
      return ANY; // the key may have been absent, or have held 0
    }
    return new Demand(Presence.PRESENT, Values.decimal(after - increment.delta()), Part.UNTOLD);
  }

  private static Demand before(Operation.Append append, Result.Updated updated) {
    int length = updated.value().length() - append.suffix().length();
    return length <= 0
        ? ANY // the key may have been absent, or have held nothing
        : new Demand(Presence.PRESENT, Values.prefix(updated.value(), length), Part.UNTOLD);
  }
}
