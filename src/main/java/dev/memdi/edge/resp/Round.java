package dev.memdi.edge.resp;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.routing.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Commands that go on together: their steps, gathered into one write and one read for each shard.
 * What is only read, and changed by none of them, does not go through the log.
 */
final class Round {
  /**
   * How a client wants it done.
   *
   * @param locally of which of its keyspace's shards it is content with this node's copy in any
   *     case
   */
  record Wish(Ack ack, Consistency consistency, IntPredicate locally, Duration timeout) {
    Consistency consistencyOf(int shard) {
      return locally.test(shard) ? Consistency.LOCAL : consistency;
    }
  }

  /** Some of the steps, by their numbers. */
  private record Share(int shard, boolean reads, List<Integer> steps) {}

  private final Router router;
  private final Wish wish;
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> begins = new ArrayList<>(); // of each command: its first step
  private AtomicReferenceArray<Outcome> outcomes = new AtomicReferenceArray<>(0); // of each step
  private final AtomicInteger waiting = new AtomicInteger(1);
  private Runnable whenDone = () -> {};

  Round(Router router, Wish wish) {
    this.router = router;
    this.wish = wish;
  }

  /** Adds the steps of one command, and answers by what number their outcomes are found. */
  int add(List<Step> ofCommand) {
    begins.add(steps.size());
    steps.addAll(ofCommand);
    return begins.size() - 1;
  }

  /** What became of a command's steps, when all is done. */
  StepAnswers answers(int command) {
    int begin = begins.get(command);
    int end = command + 1 < begins.size() ? begins.get(command + 1) : steps.size();
    if (end == begin + 1) {
      return new StepAnswers(List.of(outcomes.get(begin)));
    }
    List<Outcome> list = new ArrayList<>(end - begin);
    for (int i = begin; i < end; i++) {
      list.add(outcomes.get(i));
    }
    return new StepAnswers(list);
  }

  /** {@code whenDone} runs once, on the thread of whoever answers last. */
  void begin(Runnable whenDone) {
    this.whenDone = whenDone;
    outcomes = new AtomicReferenceArray<>(steps.size());
    Set<Key> changed = changedBesideLooks();
    TreeMap<Integer, Share> writes = new TreeMap<>();
    TreeMap<Integer, Share> reads = new TreeMap<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Key key = step.keys().getFirst();
      boolean read = isLook(step) && !changed.contains(key);
      (read ? reads : writes)
          .computeIfAbsent(router.shardOf(key), shard -> new Share(shard, read, new ArrayList<>()))
          .steps()
          .add(i);
    }
    waiting.addAndGet(writes.size() + reads.size());
    writes.values().forEach(this::submit);
    reads.values().forEach(this::submit);
    oneLess();
  }

  /** The keys that are changed, where any are looked at: else nobody asks. */
  private Set<Key> changedBesideLooks() {
    Set<Key> changed = new HashSet<>();
    if (steps.stream().anyMatch(Round::isLook)) {
      for (Step step : steps) {
        if (!isLook(step)) {
          changed.addAll(step.keys());
        }
      }
    }
    return changed;
  }

  private static boolean isLook(Step step) {
    return step instanceof Step.Look || step instanceof Step.Peek;
  }

  /** What a step that only looks reads; null for any other. */
  static Operation.@Nullable Read readOf(Step step) {
    if (step instanceof Step.Look(Key key)) {
      return new Operation.Get(key);
    }
    return step instanceof Step.Peek(Key key) ? new Operation.Contains(key) : null;
  }

  private void submit(Share share) {
    List<Step> ofShare = new ArrayList<>(share.steps().size());
    for (int number : share.steps()) {
      ofShare.add(steps.get(number));
    }
    Operation operation = share.reads() ? read(ofShare) : write(ofShare);
    router.submit(
        share.shard(),
        new Request(operation, wish.ack(), wish.consistencyOf(share.shard()), wish.timeout()),
        outcome -> arrived(share, outcome));
  }

  private static Operation read(List<Step> looks) {
    return looks.size() == 1
        ? Objects.requireNonNull(readOf(looks.getFirst()))
        : new Operation.GetMany(looks.stream().map(step -> step.keys().getFirst()).toList());
  }

  private static Operation write(List<Step> steps) {
    return steps.size() == 1 && steps.getFirst() instanceof Step.Make(Operation.Change change)
        ? change
        : new Operation.Steps(List.of(), steps);
  }

  private void arrived(Share share, Outcome outcome) {
    List<Integer> numbers = share.steps();
    boolean tooLarge = outcome instanceof Outcome.Refused(Refusal.TooLarge _);
    int middle = share.reads() && tooLarge ? middle(numbers) : 0;
    if (middle > 0) {
      // too much for one answer, but of several commands: in halves
      waiting.incrementAndGet();
      submit(new Share(share.shard(), true, numbers.subList(0, middle)));
      submit(new Share(share.shard(), true, numbers.subList(middle, numbers.size())));
      return;
    }
    if (outcome instanceof Outcome.Done(Result.Many(List<Result> parts), Assurance assurance)) {
      for (int i = 0; i < parts.size(); i++) {
        outcomes.set(numbers.get(i), each(parts.get(i), assurance));
      }
    } else {
      numbers.forEach(number -> outcomes.set(number, outcome));
    }
    oneLess();
  }

  /** Where a command begins that is not the first, as near to the middle as can be; or 0. */
  private int middle(List<Integer> numbers) {
    int best = 0;
    for (int i = 1; i < numbers.size(); i++) {
      boolean begins = commandOf(numbers.get(i)) != commandOf(numbers.get(i - 1));
      if (begins && (best == 0 || 2 * i <= numbers.size())) {
        best = i;
      }
    }
    return best;
  }

  private int commandOf(int step) {
    int found = Collections.binarySearch(begins, step);
    return found >= 0 ? found : -found - 2; // the last that begins before it
  }

  private static Outcome each(Result result, Assurance assurance) {
    return result instanceof Result.Failed(Refusal refusal)
        ? new Outcome.Refused(refusal)
        : new Outcome.Done(result, assurance);
  }

  private void oneLess() {
    if (waiting.decrementAndGet() == 0) {
      whenDone.run();
    }
  }
}
