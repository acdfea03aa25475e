package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes tiny histories on two keys of one shard with few values, so that calls get into each
 * other's way in all ways that there are; then tells a lie or two in them.
 */
final class TinyHistory {
  private final RandomGenerator random;
  private final int calls;
  private final boolean two;
  private final boolean mortal;
  private final boolean revisions;

  TinyHistory(RandomGenerator random, int calls, boolean two, boolean mortal, boolean revisions) {
    this.random = random;
    this.calls = calls;
    this.two = two;
    this.mortal = mortal;
    this.revisions = revisions;
  }

  private record Plan(int id, Operation operation, long from, long at, long until) {}

  /** A good history: what a plain store answers at random moments. */
  List<Event> good() {
    List<Plan> plans = new ArrayList<>();
    long span = calls * 10L;
    for (int id = 0; id < calls; id++) {
      long at = random.nextLong(span);
      long from = at - random.nextLong(20);
      long until = at + random.nextLong(20);
      plans.add(new Plan(id, operation(), from, at, until));
    }
    plans.sort(Comparator.comparingLong(Plan::at));
    PlainStore store = new PlainStore();
    List<Event> events = new ArrayList<>();
    long index = 0;
    for (Plan plan : plans) {
      int fate = random.nextInt(20);
      boolean read = plan.operation() instanceof Operation.Read;
      index += read ? 0 : 1 + random.nextInt(6) / 5;
      boolean never = !read && fate == 0;
      Object answer =
          never
              ? new Refusal.Busy("")
              : store.apply(plan.operation(), plan.at() * 1_000_000, new Revision(index));
      Assurance assurance =
          read
              ? new Assurance.Linearizable()
              : new Assurance.Acknowledged(fate < 3 ? Ack.LEADER : Ack.QUORUM);
      Outcome outcome =
          fate < 6 && (!read || fate < 2) && fate != 2
              ? new Outcome.Unknown("")
              : PlainStore.told(answer, assurance);
      events.add(
          new Event.Invoked(plan.id(), plan.id(), plan.from(), plan.operation(), Ack.QUORUM));
      if (fate != 1) {
        events.add(new Event.Completed(plan.id(), plan.id(), plan.until(), outcome));
      }
    }
    return timed(events);
  }

  /** In order of their times, which become milliseconds; an invocation first if they are equal. */
  private static List<Event> timed(List<Event> events) {
    List<Event> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong(Event::at)
            .thenComparing(event -> event instanceof Event.Completed));
    sorted.replaceAll(event -> at(event, event.at() * 1_000_000));
    return sorted;
  }

  private static Event at(Event event, long time) {
    return switch (event) {
      case Event.Invoked e ->
          new Event.Invoked(e.call(), e.process(), time, e.operation(), e.ack());
      case Event.Completed e -> new Event.Completed(e.call(), e.process(), time, e.outcome());
    };
  }

  /** Changes one thing; may well leave a good history. */
  List<Event> mutated(List<Event> good) {
    List<Event> events = new ArrayList<>(good);
    int place = random.nextInt(events.size());
    Event event = events.get(place);
    switch (random.nextInt(8)) {
      case 0 -> { // the other way round
        int next = place + 1;
        if (next < events.size() && events.get(next).call() != event.call()) {
          Event other = events.get(next);
          events.set(place, at(other, event.at()));
          events.set(next, at(event, other.at()));
        }
      }
      case 1 -> { // later, and so all that follows
        long delay = (1 + random.nextInt(30)) * 1_000_000L;
        for (int i = place; i < events.size(); i++) {
          events.set(i, at(events.get(i), events.get(i).at() + delay));
        }
      }
      case 2 -> {
        if (event instanceof Event.Completed) {
          events.remove(place);
        }
      }
      case 3 -> {
        if (event instanceof Event.Completed) {
          events.set(place, with(event, new Outcome.Refused(new Refusal.Busy(""))));
        }
      }
      default -> {
        if (event instanceof Event.Completed completed) {
          events.set(place, with(event, lie(completed.outcome())));
        }
      }
    }
    return events;
  }

  private static Event with(Event event, Outcome outcome) {
    return new Event.Completed(event.call(), event.process(), event.at(), outcome);
  }

  private Outcome lie(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(Result result, Assurance assurance) ->
          new Outcome.Done(lie(result), assurance);
      case Outcome.Refused(Refusal.ConditionFailed(Key key, Revision revision)) ->
          new Outcome.Refused(new Refusal.ConditionFailed(key, other(revision)));
      case Outcome.Refused refused -> refused;
      case Outcome.Unknown unknown -> unknown;
    };
  }

  private Result lie(Result result) {
    boolean which = random.nextBoolean();
    return switch (result) {
      case Result.Found found ->
          random.nextInt(4) == 0
              ? new Result.Missing()
              : new Result.Found(
                  which ? value() : found.value(),
                  which ? found.revision() : other(found.revision()),
                  found.ttl().map(ttl -> random.nextInt(3) > 0 ? ttl : ttl.plusMillis(7)));
      case Result.Missing missing ->
          new Result.Found(value(), new Revision(1 + random.nextInt(calls)), Optional.empty());
      case Result.Written written ->
          new Result.Written(
              which ? written.revision() : other(written.revision()), which != written.created());
      case Result.Deleted deleted ->
          new Result.Deleted(
              which ? deleted.revision() : other(deleted.revision()), which != deleted.existed());
      case Result.Updated updated ->
          new Result.Updated(
              which ? value() : updated.value(),
              which ? updated.revision() : other(updated.revision()));
      case Result.Many(var results) -> {
        List<Result> lies = new ArrayList<>(results);
        int place = random.nextInt(lies.size());
        lies.set(place, lie(lies.get(place)));
        yield new Result.Many(lies);
      }
      case Result.Page(var entries, boolean more) ->
          entries.isEmpty() || which
              ? new Result.Page(entries, !more)
              : new Result.Page(entries.subList(1, entries.size()), more);
      case Result.Failed(Refusal.ConditionFailed(Key key, Revision revision)) ->
          new Result.Failed(new Refusal.ConditionFailed(key, other(revision)));
      case Result.Failed failed -> failed;
      case Result.Counted(long keys) -> new Result.Counted(Math.max(0, keys + (which ? 1 : -1)));
    };
  }

  private Revision other(Revision revision) {
    return new Revision(Math.max(0, revision.index() + random.nextInt(5) - 2));
  }

  private Operation operation() {
    Key key = key();
    return switch (random.nextInt(two ? 22 : 13)) {
      case 0, 1, 2, 3 -> new Operation.Get(key);
      case 4 -> new Operation.Contains(key);
      case 5, 6, 7 -> set(key);
      case 8, 9 -> new Operation.Delete(key, condition());
      case 10, 11 -> new Operation.Increment(key, 1 + random.nextInt(2));
      case 12 -> new Operation.Append(key, value());
      case 13 -> new Operation.GetMany(List.of(key(), key()));
      case 14 -> new Operation.SetMany(List.of(set(key()), set(key())));
      case 15 ->
          mortal ? new Operation.GetMany(List.of(key(), key())) : new Operation.Count(Bytes.EMPTY);
      case 16 -> new Operation.Scan(Bytes.EMPTY, Optional.empty(), 1 + random.nextInt(2));
      case 17, 18, 19, 20 -> new Operation.Steps(checks(), List.of(step(), step()));
      default -> batch();
    };
  }

  private Operation.Batch batch() {
    return new Operation.Batch(checks(), List.of(change(), change()));
  }

  private List<Operation.Check> checks() {
    return random.nextBoolean() ? List.of() : List.of(new Operation.Check(key(), condition()));
  }

  private Step step() {
    return switch (random.nextInt(10)) {
      case 0 -> new Step.Look(key());
      case 1 -> new Step.Peek(key());
      case 2 -> new Step.Together(batch());
      case 3 -> new Step.Retime(key(), ttl(), Step.When.values()[random.nextInt(6)]);
      case 4 -> new Step.Splice(key(), random.nextInt(4) + Step.Splice.END, value());
      case 5 -> new Step.AddDecimal(key(), BigDecimal.valueOf(1 + random.nextInt(3), 1));
      case 6 -> new Step.Copy(key(), key(), random.nextBoolean(), random.nextBoolean());
      default -> new Step.Make(change());
    };
  }

  private Optional<Duration> ttl() {
    return switch (random.nextInt(4)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Duration.ZERO);
      default -> mortal ? Optional.of(Duration.ofMillis(1 + random.nextInt(25))) : Optional.empty();
    };
  }

  private Operation.Change change() {
    return switch (random.nextInt(5)) {
      case 0 -> new Operation.Delete(key(), condition());
      case 1 -> new Operation.Increment(key(), 1);
      case 2 -> new Operation.Append(key(), value());
      default -> set(key());
    };
  }

  private Operation.Set set(Key key) {
    Expiry expiry =
        !mortal || random.nextInt(3) == 0
            ? Expiry.NEVER
            : random.nextInt(3) == 0
                ? Expiry.KEEP
                : new Expiry.After(Duration.ofMillis(1 + random.nextInt(25)));
    return new Operation.Set(key, value(), expiry, condition());
  }

  private Key key() {
    return Key.utf8(two && random.nextBoolean() ? "y" : "x");
  }

  private Bytes value() {
    return Bytes.utf8(List.of("a", "b", "1", "2", "").get(random.nextInt(5)));
  }

  private Condition condition() {
    return switch (random.nextInt(9)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.PRESENT;
      case 2 -> new Condition.Holds(value());
      case 3 ->
          revisions
              ? new Condition.AtRevision(new Revision(1 + random.nextInt(calls)))
              : Condition.ALWAYS;
      default -> Condition.ALWAYS;
    };
  }
}
