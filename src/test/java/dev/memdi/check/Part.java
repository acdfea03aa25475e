package dev.memdi.check;

import dev.memdi.api.Condition;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a task does to one key, or to a few, and what its client was told of that. */
sealed interface Part {
  /** A revision that nobody told. */
  long UNTOLD = -1;

  /** The keys that it looks at or changes. */
  List<Integer> keys();

  /** The same part with its keys numbered anew. */
  Part numbered(IntUnaryOperator anew);

  /** A condition that held. */
  record Check(int key, Condition condition) implements Part {
    @Override
    public List<Integer> keys() {
      return List.of(key);
    }

    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Check(anew.applyAsInt(key), condition);
    }
  }

  /** A change that was done; {@code result} is null if its client was told nothing. */
  record Change(int key, Operation.Change change, @Nullable Result result, long revision)
      implements Part {
    @Override
    public List<Integer> keys() {
      return List.of(key);
    }

    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Change(anew.applyAsInt(key), change, result, revision);
    }
  }

  /** What only a step can do to a key was done: a splice, a decimal added, a new time to live. */
  record Edit(int key, Step step, @Nullable Result result, long revision) implements Part {
    @Override
    public List<Integer> keys() {
      return List.of(key);
    }

    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Edit(anew.applyAsInt(key), step, result, revision);
    }
  }

  /** A key was given what another one holds, which was deleted if it moved. */
  record Copy(int from, int to, Step.Copy step, @Nullable Result result, long revision)
      implements Part {
    @Override
    public List<Integer> keys() {
      return from == to ? List.of(from) : List.of(from, to);
    }

    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Copy(anew.applyAsInt(from), anew.applyAsInt(to), step, result, revision);
    }

    boolean changes(int key) {
      return from != to && (key == to || step.move());
    }
  }

  /**
   * One of several steps of which nobody was told: all of these were done if they could be, else
   * none was.
   */
  record Attempt(List<Part> parts) implements Part {
    @Override
    public List<Integer> keys() {
      return parts.stream().flatMap(part -> part.keys().stream()).distinct().toList();
    }

    @Override
    public Part numbered(IntUnaryOperator anew) {
      return new Attempt(parts.stream().map(part -> part.numbered(anew)).toList());
    }
  }

  /** A key was seen, or seen missing; {@code whole} if its value and time to live were shown. */
  record Look(int key, Result result, boolean whole, long revision) implements Part {
    @Override
    public List<Integer> keys() {
      return List.of(key);
    }

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
    public List<Integer> keys() {
      return List.of(key);
    }

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
