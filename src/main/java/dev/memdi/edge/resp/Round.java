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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

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

  /** A step, and where its outcome is wanted. */
  private record Place(Step step, AtomicReferenceArray<Outcome> outcomes, int at) {}

  private record Share(int shard, boolean reads, List<Place> places) {}

  private final Router router;
  private final Wish wish;
  private final Consumer<Round> whenDone;
  private final List<AtomicReferenceArray<Outcome>> outcomes = new ArrayList<>();
  private final List<List<Step>> steps = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger(1);

  /** {@code whenDone} runs once, on the thread of whoever answers last. */
  Round(Router router, Wish wish, Consumer<Round> whenDone) {
    this.router = router;
    this.wish = wish;
    this.whenDone = whenDone;
  }

  /** Adds the steps of one command, and answers by what number their outcomes are found. */
  int add(List<Step> ofCommand) {
    steps.add(ofCommand);
    outcomes.add(new AtomicReferenceArray<>(ofCommand.size()));
    return steps.size() - 1;
  }

  /** What became of a command's steps, when all is done. */
  StepAnswers answers(int command) {
    List<Outcome> list = new ArrayList<>();
    AtomicReferenceArray<Outcome> ofCommand = outcomes.get(command);
    for (int i = 0; i < ofCommand.length(); i++) {
      list.add(ofCommand.get(i));
    }
    return new StepAnswers(list);
  }

  void begin() {
    Set<Key> changed = new HashSet<>();
    for (List<Step> ofCommand : steps) {
      for (Step step : ofCommand) {
        if (!isLook(step)) {
          changed.addAll(step.keys());
        }
      }
    }
    TreeMap<Integer, Share> writes = new TreeMap<>();
    TreeMap<Integer, Share> reads = new TreeMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (int j = 0; j < steps.get(i).size(); j++) {
        Step step = steps.get(i).get(j);
        Key key = step.keys().getFirst();
        boolean read = isLook(step) && !changed.contains(key);
        (read ? reads : writes)
            .computeIfAbsent(
                router.shardOf(key), shard -> new Share(shard, read, new ArrayList<>()))
            .places()
            .add(new Place(step, outcomes.get(i), j));
      }
    }
    waiting.addAndGet(writes.size() + reads.size());
    writes.values().forEach(this::submit);
    reads.values().forEach(this::submit);
    oneLess();
  }

  private static boolean isLook(Step step) {
    return step instanceof Step.Look || step instanceof Step.Peek;
  }

  private void submit(Share share) {
    Operation operation = share.reads() ? read(share.places()) : write(share.places());
    router.submit(
        new Request(operation, wish.ack(), wish.consistencyOf(share.shard()), wish.timeout()),
        outcome -> arrived(share, outcome));
  }

  private static Operation read(List<Place> places) {
    if (places.size() > 1) {
      return new Operation.GetMany(
          places.stream().map(place -> place.step().keys().getFirst()).toList());
    }
    return switch (places.getFirst().step()) {
      case Step.Look(Key key) -> new Operation.Get(key);
      case Step other -> new Operation.Contains(other.keys().getFirst());
    };
  }

  private static Operation write(List<Place> places) {
    if (places.size() > 1) {
      return new Operation.Steps(List.of(), places.stream().map(Place::step).toList());
    }
    return switch (places.getFirst().step()) {
      case Step.Make(Operation.Change change) -> change;
      case Step other -> new Operation.Steps(List.of(), List.of(other));
    };
  }

  private void arrived(Share share, Outcome outcome) {
    List<Place> places = share.places();
    boolean tooLarge = outcome instanceof Outcome.Refused(Refusal.TooLarge _);
    int middle = share.reads() && tooLarge ? middle(places) : 0;
    if (middle > 0) {
      // too much for one answer, but of several commands: in halves
      waiting.incrementAndGet();
      submit(new Share(share.shard(), true, places.subList(0, middle)));
      submit(new Share(share.shard(), true, places.subList(middle, places.size())));
      return;
    }
    if (outcome instanceof Outcome.Done(Result.Many(List<Result> parts), Assurance assurance)) {
      for (int i = 0; i < parts.size(); i++) {
        put(places.get(i), each(parts.get(i), assurance));
      }
    } else {
      places.forEach(place -> put(place, outcome));
    }
    oneLess();
  }

  /** Where a command begins that is not the first, as near to the middle as can be; or 0. */
  private static int middle(List<Place> places) {
    int best = 0;
    for (int i = 1; i < places.size(); i++) {
      boolean begins = !places.get(i).outcomes.equals(places.get(i - 1).outcomes);
      if (begins && (best == 0 || 2 * i <= places.size())) {
        best = i;
      }
    }
    return best;
  }

  private static Outcome each(Result result, Assurance assurance) {
    return result instanceof Result.Failed(Refusal refusal)
        ? new Outcome.Refused(refusal)
        : new Outcome.Done(result, assurance);
  }

  private static void put(Place place, Outcome outcome) {
    place.outcomes().set(place.at(), outcome);
  }

  private void oneLess() {
    if (waiting.decrementAndGet() == 0) {
      whenDone.accept(this);
    }
  }
}
