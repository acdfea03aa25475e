package dev.memdi.routing;

import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.SizeEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Waits for the outcomes of an operation's parts and joins them into one. */
final class Gathering {
  private final Operation operation;
  private final List<ShardRouter.Part> parts;
  private final long answerBytes;
  private final Consumer<Outcome> whenDone;
  private final AtomicReferenceArray<Outcome> outcomes;
  private final AtomicInteger missing;

  private Gathering(
      Operation operation,
      List<ShardRouter.Part> parts,
      long answerBytes,
      Consumer<Outcome> whenDone) {
    this.operation = operation;
    this.parts = parts;
    this.answerBytes = answerBytes;
    this.whenDone = whenDone;
    this.outcomes = new AtomicReferenceArray<>(parts.size());
    this.missing = new AtomicInteger(parts.size());
  }

  /** What is read has no more than {@code answerBytes} in the end. */
  static Gathering of(
      Operation operation,
      List<ShardRouter.Part> parts,
      long answerBytes,
      Consumer<Outcome> whenDone) {
    return new Gathering(operation, parts, answerBytes, whenDone);
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
    Result joined = joinResults(done.stream().map(Outcome.Done::result).toList());
    long size = operation instanceof Operation.GetMany ? SizeEstimate.of(joined) : 0;
    return size <= answerBytes
        ? new Outcome.Done(joined, weakest(done.stream().map(Outcome.Done::assurance).toList()))
        : new Outcome.Refused(new Refusal.TooLarge("the answer", size, answerBytes));
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

  /**
   * The first entries of all pages together. Beyond the last key of a page that others follow,
   * nothing is known of its shard, so that the whole page ends there at the latest.
   */
  private Result joinPages(int limit, List<Result> results) {
    List<Result.Page> pages = results.stream().map(Result.Page.class::cast).toList();
    Optional<Key> end =
        pages.stream()
            .filter(page -> page.more() && !page.entries().isEmpty())
            .map(page -> page.entries().getLast().key())
            .min(Comparator.naturalOrder());
    List<Result.Entry> all =
        pages.stream()
            .flatMap(page -> page.entries().stream())
            .sorted(Comparator.comparing(Result.Entry::key))
            .toList();
    List<Result.Entry> entries = new ArrayList<>();
    long bytes = 0;
    for (Result.Entry entry : all) {
      bytes += SizeEstimate.of(entry);
      boolean known = end.isEmpty() || entry.key().compareTo(end.get()) <= 0;
      if (!known || entries.size() == limit || (bytes > answerBytes && !entries.isEmpty())) {
        break;
      }
      entries.add(entry);
    }
    return new Result.Page(entries, end.isPresent() || entries.size() < all.size());
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
