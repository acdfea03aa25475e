package dev.memdi.routing;

import dev.memdi.api.Assurance;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Waits for the outcomes of an operation's parts and joins them into one. */
final class Gathering {
  private final Operation operation;
  private final List<ShardRouter.Part> parts;
  private final Consumer<Outcome> whenDone;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final AtomicInteger missing;

  private Gathering(Operation operation, List<ShardRouter.Part> parts, Consumer<Outcome> whenDone) {
    this.operation = operation;
    this.parts = parts;
    this.whenDone = whenDone;
    this.outcomes = new AtomicReferenceArray<>(parts.size());
    this.missing = new AtomicInteger(parts.size());
  }

  static Gathering of(
      Operation operation, List<ShardRouter.Part> parts, Consumer<Outcome> whenDone) {
    return new Gathering(operation, parts, whenDone);
  }

  /** Each part arrives once, on its own session's thread. */
  void arrived(int part, Outcome outcome) {
    outcomes.set(part, outcome);
    if (missing.decrementAndGet() == 0) {
      List<Outcome> all = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        all.add(outcomes.get(i));
      }
      whenDone.accept(join(all));
    }
  }

  private Outcome join(List<Outcome> all) {
    List<Outcome.Done> done = new ArrayList<>();
    for (Outcome outcome : all) {
      switch (outcome) {
        case Outcome.Done part -> done.add(part);
        case Outcome.Refused refused -> {
          return operation instanceof Operation.Write ? partly(all, refused) : refused;
        }
        case Outcome.Unknown unknown -> {
          return unknown;
        }
      }
    }
    return new Outcome.Done(
        joinResults(done.stream().map(Outcome.Done::result).toList()),
        weakest(done.stream().map(Outcome.Done::assurance).toList()));
  }

  /** Where some shard did its part and another refused, the whole was neither done nor not done. */
  private static Outcome partly(List<Outcome> all, Outcome.Refused refused) {
    boolean allRefused = all.stream().allMatch(Outcome.Refused.class::isInstance);
    return allRefused
        ? refused
        : new Outcome.Unknown("done in part: one shard said: " + refused.refusal().message());
  }

  private Result joinResults(List<Result> results) {
    return switch (operation) {
      case Operation.Count count ->
          new Result.Counted(results.stream().mapToLong(r -> ((Result.Counted) r).keys()).sum());
      case Operation.Scan scan -> joinPages(scan.limit(), results);
      default -> inPlace(results);
    };
  }

  private static Result joinPages(int limit, List<Result> pages) {
    List<Result.Entry> entries = new ArrayList<>();
    boolean more = false;
    for (Result result : pages) {
      Result.Page page = (Result.Page) result;
      entries.addAll(page.entries());
      more |= page.more();
    }
    entries.sort(Comparator.comparing(Result.Entry::key));
    return entries.size() > limit
        ? new Result.Page(entries.subList(0, limit), true)
        : new Result.Page(entries, more);
  }

  private Result inPlace(List<Result> results) {
    int size = parts.stream().mapToInt(part -> part.positions().size()).sum();
    Result[] joined = new Result[size];
    for (int i = 0; i < results.size(); i++) {
      List<Result> part = ((Result.Many) results.get(i)).results();
      for (int j = 0; j < part.size(); j++) {
        joined[parts.get(i).positions().get(j)] = part.get(j);
      }
    }
    return new Result.Many(Arrays.asList(joined));
  }

  private static Assurance weakest(List<Assurance> assurances) {
    Assurance weakest = assurances.getFirst();
    for (Assurance assurance : assurances) {
      weakest = weaker(weakest, assurance);
    }
    return weakest;
  }

  private static Assurance weaker(Assurance a, Assurance b) {
    if (a instanceof Assurance.Acknowledged x && b instanceof Assurance.Acknowledged y) {
      return x.reached().compareTo(y.reached()) <= 0 ? x : y;
    }
    Duration staleness = staleness(a).compareTo(staleness(b)) >= 0 ? staleness(a) : staleness(b);
    return a instanceof Assurance.Linearizable && b instanceof Assurance.Linearizable
        ? a
        : new Assurance.Stale(staleness);
  }

  private static Duration staleness(Assurance assurance) {
    return assurance instanceof Assurance.Stale stale ? stale.staleness() : Duration.ZERO;
  }
}
