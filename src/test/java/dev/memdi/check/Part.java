package dev.memdi.check;

import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a task does to one key, or to one set of keys, and what its client was told of that. */
sealed interface Part {
  /** A revision that nobody told. */
  long UNTOLD = -1;

  /** The same part with its keys numbered anew. */
  Part numbered(IntUnaryOperator anew);

  /** A condition that held. */
  record Check(int key, Condition condition) implements Part {
    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Check(anew.applyAsInt(key), condition);
    }
  }

  /** A change that was done; {@code result} is null if its client was told nothing. */
  record Change(int key, Operation.Change change, @Nullable Result result, long revision)
      implements Part {
    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Change(anew.applyAsInt(key), change, result, revision);
    }
  }

  /** A key was seen, or seen missing; {@code whole} if its value and time to live were shown. */
  record Look(int key, Result result, boolean whole, long revision) implements Part {
    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Look(anew.applyAsInt(key), result, whole, revision);
    }
  }

  /** Between {@code least} and {@code most} of these keys existed. */
  record Population(List<Integer> keys, long least, long most) implements Part {
    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Population(keys.stream().map(anew::applyAsInt).toList(), least, most);
    }
  }

  /**
   * Something about this key made the store refuse; {@code tried} are the parts of the operation
   * that concern the key. Whatever else the operation wanted, this is an observation of one key.
   */
  record Denied(int key, Refusal refusal, long revision, List<Part> tried) implements Part {
    @Override
    public Part numbered(IntUnaryOperator anew) {
      List<Part> numbered = tried.stream().map(part -> part.numbered(anew)).toList();
      return new Denied(anew.applyAsInt(key), refusal, revision, numbered);
    }

    /** Whether there are parts that would see the key as changed by the operation itself. */
    static boolean behind(List<Part> tried) {
      return tried.subList(0, tried.size() - 1).stream().anyMatch(Change.class::isInstance);
    }
  }
}
