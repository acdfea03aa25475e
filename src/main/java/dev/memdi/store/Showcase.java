package dev.memdi.store;

import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table as its store last showed it, for readers on any thread. To show it costs copies of the
 * nodes that are changed next, so it is only done for those who ask: a reader that finds it out of
 * date asks the store itself, and the next one finds it as it was then.
 */
public final class Showcase {
  private static final Result MISSING = new Result.Missing();

  private volatile @Nullable View view;
  private volatile boolean wanted;

  /** The state as it was when everything up to {@code appliedIndex} was applied. */
  public static final class View {
    private final long appliedIndex;
    private final SlotTree.View slots;
    private final StoreBounds bounds;

    private View(long appliedIndex, SlotTree.View slots, StoreBounds bounds) {
      this.appliedIndex = appliedIndex;
      this.slots = slots;
      this.bounds = bounds;
    }

    public long appliedIndex() {
      return appliedIndex;
    }

    /**
     * What a read of single keys sees, or null for one that has to ask the store: any other read,
     * and unless {@code hidesDue} one that hangs on a key past its deadline.
     */
    public @Nullable Outcome read(
        Operation.Read read, long shardTime, boolean hidesDue, Assurance assurance) {
      Result result =
          switch (read) {
            case Operation.Get(Key key) -> look(key, true, shardTime, hidesDue);
            case Operation.Contains(Key key) -> look(key, false, shardTime, hidesDue);
            case Operation.GetMany(List<Key> keys) -> many(keys, shardTime, hidesDue);
            case Operation.Scan _, Operation.Count _ -> null;
          };
      return result == null ? null : bounds.bound(new Outcome.Done(result, assurance));
    }

    private @Nullable Result many(List<Key> keys, long shardTime, boolean hidesDue) {
      List<Result> results = new ArrayList<>(keys.size());
      for (Key key : keys) {
        Result result = look(key, true, shardTime, hidesDue);
        if (result == null) {
          return null;
        }
        results.add(result);
      }
      return new Result.Many(results);
    }

    private @Nullable Result look(Key key, boolean withValue, long shardTime, boolean hidesDue) {
      Slot slot = slots.get(key.bytes().array());
      if (slot == null) {
        return MISSING;
      }
      if (slot.isDue(shardTime)) {
        return hidesDue ? MISSING : null;
      }
      return TableReader.found(withValue ? slot.value() : Bytes.EMPTY, slot, shardTime);
    }
  }

  /** What is shown at present, if anything is; and the store hears that somebody looks. */
  public @Nullable View look() {
    if (!wanted) { // written only where it changes: readers share it
      wanted = true;
    }
    return view;
  }

  /** The state has changed, and nobody was told yet. */
  void changed(StateMachine state, StoreBounds bounds) {
    if (wanted) {
      show(state, bounds);
    } else {
      view = null;
    }
  }

  /** The store was asked for something: perhaps because this shows too little. */
  void asked(StateMachine state, StoreBounds bounds) {
    View shown = view;
    if (wanted && (shown == null || shown.appliedIndex < state.appliedIndex())) {
      show(state, bounds);
    }
  }

  private void show(StateMachine state, StoreBounds bounds) {
    wanted = false;
    view = new View(state.appliedIndex(), state.slots(), bounds);
  }
}
