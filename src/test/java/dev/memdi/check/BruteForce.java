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
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checker's answer by trying everything: every order of the calls, every set of open ones,
 * every revision that an unseen write can have had, and every moment of expiry. For tiny histories
 * of one shard; written without regard to the checker, to be compared with it.
 */
final class BruteForce {
  private final List<Call> calls;
  private final boolean revisions;

  /**
   * The checker is allowed to overlook some of what can be concluded from times and revisions.
   * Strict, all of it is concluded: an open write with a time to live was stamped before anybody
   * who came after it in the order was answered; whoever missed a key that expired, and all who
   * come after, were not answered before it can have; and all keys of an open write have one
   * revision. What is strictly right must be accepted, and what is not even loosely so must be
   * rejected.
   */
  private final boolean strict;

  private final long largest;
  private final Set<Object> failed = new HashSet<>();

  private record Cell(Bytes value, long revision, long earliest, long latest, long ttl) {
    boolean mortal() {
      return ttl > 0;
    }
  }

  /** The present keys, the last revision that each key ever had, and how late it is at least. */
  private record World(Map<Key, Cell> cells, Map<Key, Long> last, long now) {
    World copy() {
      return new World(new TreeMap<>(cells), new TreeMap<>(last), now);
    }

    World without(Key key, long since) {
      World copy = new World(new TreeMap<>(cells), new TreeMap<>(last), Math.max(now, since));
      copy.cells().remove(key);
      return copy;
    }
  }

  private BruteForce(List<Call> calls, boolean revisions, boolean strict) {
    this.calls = calls;
    this.revisions = revisions;
    this.strict = strict;
    long most = 0;
    for (Call call : calls) {
      var found = Pattern.compile("@(\\d+)").matcher(RecordText.print(call.outcome()));
      while (found.find()) {
        most = Math.max(most, Long.parseLong(found.group(1)));
      }
    }
    this.largest = most;
  }

  static boolean accepts(History history, boolean revisions, boolean strict) {
    List<Call> relevant =
        history.calls().stream().filter(call -> required(call) || optional(call)).toList();
    return new BruteForce(relevant, revisions, strict)
        .solve(0, new World(new TreeMap<>(), new TreeMap<>(), Long.MIN_VALUE));
  }

  private static boolean optional(Call call) {
    return call.operation() instanceof Operation.Write
        && switch (call.outcome().orElse(null)) {
          case null -> true;
          case Outcome.Unknown unknown -> true;
          case Outcome.Done done -> done.assurance().equals(new Assurance.Acknowledged(Ack.LEADER));
          case Outcome.Refused refused -> false;
        };
  }

  private static boolean required(Call call) {
    return switch (call.outcome().orElse(null)) {
      case null -> false;
      case Outcome.Unknown unknown -> false;
      case Outcome.Done done ->
          !done.assurance().equals(new Assurance.Acknowledged(Ack.LEADER))
              && !(done.assurance() instanceof Assurance.Stale);
      case Outcome.Refused(Refusal refusal) ->
          refusal instanceof Refusal.ConditionFailed
              || refusal instanceof Refusal.NotAnInteger
              || refusal instanceof Refusal.Overflow;
    };
  }

  private boolean solve(int done, World world) {
    boolean all = true;
    for (int i = 0; i < calls.size(); i++) {
      all &= (done & 1 << i) != 0 || optional(calls.get(i));
    }
    if (all) {
      return true;
    }
    if (!failed.add(List.of(done, world))) {
      return false;
    }
    for (int i = 0; i < calls.size(); i++) {
      if ((done & 1 << i) == 0 && mayBeNext(i, done)) {
        for (World after : after(world, calls.get(i))) {
          if (solve(done | 1 << i, after)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean mayBeNext(int next, int done) {
    for (int i = 0; i < calls.size(); i++) {
      Call other = calls.get(i);
      if (i != next
          && (done & 1 << i) == 0
          && !optional(other)
          && other.ended() < calls.get(next).began()) {
        return false;
      }
    }
    return true;
  }

  private List<World> after(World world, Call call) {
    List<World> worlds = new ArrayList<>();
    long until = optional(call) ? Long.MAX_VALUE : call.completedAt();
    for (World expired : expiries(world, call, until)) {
      if (strict && until < expired.now()) {
        continue;
      }
      for (Map<Key, Long> revision : candidates(call)) {
        for (Set<Step> failed : failures(call)) {
          World copy = expired.copy();
          if (happens(copy, call, until, revision, failed)) {
            if (strict) {
              copy.cells().replaceAll((key, cell) -> stampedBefore(cell, until));
            }
            worlds.add(copy);
          }
        }
      }
    }
    return worlds;
  }

  private static Cell stampedBefore(Cell cell, long until) {
    return !cell.mortal() || until == Long.MAX_VALUE || until + cell.ttl() >= cell.latest()
        ? cell
        : new Cell(cell.value(), cell.revision(), cell.earliest(), until + cell.ttl(), cell.ttl());
  }

  private List<World> expiries(World world, Call call, long until) {
    List<World> worlds = new ArrayList<>(List.of(world));
    Set<Key> keys =
        call.operation() instanceof Operation.Scan || call.operation() instanceof Operation.Count
            ? world.cells().keySet()
            : new HashSet<>(Universe.keys(call.operation()));
    for (Key key : Set.copyOf(keys)) {
      Cell cell = world.cells().get(key);
      if (cell != null && cell.mortal()) {
        boolean maySee = call.invokedAt() <= cell.latest();
        boolean mayMiss = until >= cell.earliest();
        List<World> next = new ArrayList<>();
        for (World one : worlds) {
          if (maySee) {
            next.add(one);
          }
          if (mayMiss || !maySee) {
            next.add(one.without(key, cell.earliest()));
          }
        }
        worlds = next;
      }
    }
    return worlds;
  }

  /** Revisions that a call may have given its keys, as far as its answer does not tell. */
  private List<Map<Key, Long>> candidates(Call call) {
    Set<Key> keys = untold(call);
    if (keys.isEmpty() || !revisions) {
      return List.of(Map.of());
    }
    List<Map<Key, Long>> candidates = new ArrayList<>(List.of(Map.of()));
    if (strict) {
      candidates.clear();
      for (long revision = 1; revision <= largest + 8; revision++) {
        Map<Key, Long> all = new TreeMap<>();
        for (Key key : keys) {
          all.put(key, revision);
        }
        candidates.add(all);
      }
      return candidates;
    }
    for (Key key : keys) {
      List<Map<Key, Long>> more = new ArrayList<>();
      for (Map<Key, Long> one : candidates) {
        for (long revision = 1; revision <= largest + 8; revision++) {
          Map<Key, Long> with = new TreeMap<>(one);
          with.put(key, revision);
          more.add(with);
        }
      }
      candidates = more;
    }
    return candidates;
  }

  /** Keys whose revisions the answer does not tell, if the call changed them. */
  private static Set<Key> untold(Call call) {
    if (!(call.outcome().orElse(null) instanceof Outcome.Done)) {
      return call.operation() instanceof Operation.Read || required(call)
          ? Set.of()
          : Set.copyOf(Universe.keys(call.operation()));
    }
    Set<Key> keys = new HashSet<>();
    if (call.operation() instanceof Operation.Steps(var _, var steps)) {
      for (Step step : steps) {
        if (step instanceof Step.Splice splice) { // its answer is a length
          keys.add(splice.key());
        }
      }
    }
    return keys;
  }

  /**
   * Steps of which nobody was told, and on which nothing that is known decides: every choice of
   * those that were refused. Deadlines are known roughly.
   */
  private static List<Set<Step>> failures(Call call) {
    List<Set<Step>> failures = new ArrayList<>(List.of(Set.of()));
    if (call.operation() instanceof Operation.Steps(var _, var steps)
        && !(call.outcome().orElse(null) instanceof Outcome.Done)) {
      for (Step step : steps) {
        if (step instanceof Step.Retime) {
          for (Set<Step> one : List.copyOf(failures)) {
            Set<Step> with = Collections.newSetFromMap(new IdentityHashMap<>());
            with.addAll(one);
            with.add(step);
            failures.add(with);
          }
        }
      }
    }
    return failures;
  }

  private boolean happens(
      World world, Call call, long until, Map<Key, Long> revision, Set<Step> failed) {
    Outcome outcome = call.outcome().orElse(null);
    if (outcome instanceof Outcome.Refused(Refusal refusal)) {
      return refuses(world, call, refusal);
    }
    Result told = outcome instanceof Outcome.Done done ? done.result() : null;
    return switch (call.operation()) {
      case Operation.Get get -> looks(world, get.key(), true, told, call, until);
      case Operation.Contains contains -> looks(world, contains.key(), false, told, call, until);
      case Operation.GetMany many -> {
        boolean all = true;
        for (int i = 0; i < many.keys().size(); i++) {
          all &= looks(world, many.keys().get(i), true, part(told, i), call, until);
        }
        yield all;
      }
      case Operation.Count count ->
          told instanceof Result.Counted(long keys)
              && keys
                  == world.cells().keySet().stream()
                      .filter(key -> key.bytes().startsWith(count.prefix()))
                      .count();
      case Operation.Scan scan -> scans(world, scan, told, call, until);
      case Operation.Change change ->
          changes(world, List.of(change), told == null ? null : List.of(told), call, revision);
      case Operation.SetMany many -> changes(world, many.sets(), parts(told), call, revision);
      case Operation.Batch batch ->
          batch.checks().stream().allMatch(c -> holds(world, c.key(), c.condition()))
              && changes(world, batch.changes(), parts(told), call, revision);
      case Operation.Steps steps ->
          steps.checks().stream().allMatch(c -> holds(world, c.key(), c.condition()))
              && steps(world, steps.steps(), told, call, until, revision, failed);
    };
  }

  private boolean steps(
      World world,
      List<Step> steps,
      @Nullable Result told,
      Call call,
      long until,
      Map<Key, Long> revision,
      Set<Step> failed) {
    Map<Key, Long> before = Map.copyOf(world.last());
    for (int i = 0; i < steps.size(); i++) {
      Result own = part(told, i);
      boolean can =
          switch (steps.get(i)) {
            case Step.Look(Key key) -> own == null || looks(world, key, true, own, call, until);
            case Step.Peek(Key key) -> own == null || looks(world, key, false, own, call, until);
            case Step.Make(Operation.Change change) ->
                step(world, List.of(), List.of(change), own, false, call, revision, before);
            case Step.Together(Operation.Batch(var checks, var changes)) ->
                step(world, checks, changes, own, true, call, revision, before);
            case Step.Retime retime -> {
              boolean refused =
                  own == null ? failed.contains(retime) : own instanceof Result.Failed;
              yield refused
                  ? staysAsLong(world, retime, own, call)
                  : retimed(world, retime, own, call, revision, before);
            }
            case Step.Splice splice -> spliced(world, splice, own, revision, before);
            case Step.AddDecimal add -> added(world, add, own, revision, before);
            case Step.Copy copy -> copied(world, copy, own, revision, before);
          };
      if (!can) {
        return false;
      }
    }
    return true;
  }

  /** Does it all if it can be done, else nothing; answers whether that is what was told. */
  private boolean step(
      World world,
      List<Operation.Check> checks,
      List<? extends Operation.Change> changes,
      @Nullable Result told,
      boolean many,
      Call call,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    if (told instanceof Result.Failed(Refusal refusal)) {
      return refuses(world.copy(), checks, changes, call, refusal);
    }
    boolean can = checks.stream().allMatch(c -> holds(world, c.key(), c.condition()));
    if (told != null) {
      List<Result> results = many ? parts(told) : List.of(told);
      return can && results != null && changes(world, changes, results, call, revision, before);
    }
    World trial = world.copy();
    for (int i = 0; can && i < changes.size(); i++) {
      Key key = changes.get(i).key();
      can = !(change(trial, changes.get(i), call) instanceof Refusal);
      trial
          .cells()
          .computeIfPresent(
              key,
              (k, c) ->
                  new Cell(
                      c.value(), revision.getOrDefault(k, 0L), c.earliest(), c.latest(), c.ttl()));
    }
    return !can || changes(world, changes, null, call, revision, before);
  }

  private boolean retimed(
      World world,
      Step.Retime retime,
      @Nullable Result told,
      Call call,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    Cell old = world.cells().get(retime.key());
    if (old == null || !mayHold(retime.when(), Span.of(old), Span.of(retime, call))) {
      return false;
    }
    Optional<Duration> ttl = retime.ttl();
    boolean deletes = ttl.isPresent() && !ttl.get().isPositive();
    boolean asTold =
        switch (told) {
          case null -> true;
          case Result.Deleted(_, boolean existed) -> deletes && existed;
          case Result.Written(_, boolean created) -> !deletes && !created;
          default -> false;
        };
    Cell next =
        ttl.isEmpty() ? immortal(old.value()) : mortal(old.value(), ttl.get().toNanos(), call);
    return asTold && put(world, retime.key(), deletes ? null : next, told, revision, before);
  }

  private boolean staysAsLong(World world, Step.Retime retime, @Nullable Result told, Call call) {
    Cell old = world.cells().get(retime.key());
    return (old == null || mayFail(retime.when(), Span.of(old), Span.of(retime, call)))
        && isRefused(told, failed(retime.key(), old));
  }

  /** When a life may end; never, where it is for ever. */
  private record Span(long earliest, long latest) {
    static final Span ENDLESS = new Span(Long.MAX_VALUE, Long.MAX_VALUE);

    static Span of(Cell cell) {
      return cell.mortal() ? new Span(cell.earliest(), cell.latest()) : ENDLESS;
    }

    static Span of(Step.Retime retime, Call call) {
      return retime
          .ttl()
          .map(ttl -> mortal(Bytes.EMPTY, ttl.toNanos(), call))
          .map(cell -> new Span(cell.earliest(), cell.latest()))
          .orElse(ENDLESS);
    }
  }

  private boolean mayHold(Step.When when, Span old, Span next) {
    return switch (when) {
      case ALWAYS -> true;
      case NONE -> old.equals(Span.ENDLESS);
      case SOME -> !old.equals(Span.ENDLESS);
      case LATER -> mayEndLater(next, old);
      case EARLIER -> mayEndLater(old, next);
      case SOME_EARLIER -> !old.equals(Span.ENDLESS) && mayEndLater(old, next);
    };
  }

  private boolean mayFail(Step.When when, Span old, Span next) {
    return switch (when) {
      case ALWAYS -> false;
      case NONE -> !old.equals(Span.ENDLESS);
      case SOME -> old.equals(Span.ENDLESS);
      case LATER -> !strict || next.earliest() <= old.latest();
      case EARLIER -> !strict || old.earliest() <= next.latest();
      case SOME_EARLIER -> !strict || old.equals(Span.ENDLESS) || old.earliest() <= next.latest();
    };
  }

  private boolean mayEndLater(Span one, Span other) {
    return strict ? one.latest() > other.earliest() : one.latest() >= other.earliest();
  }

  private boolean spliced(
      World world,
      Step.Splice splice,
      @Nullable Result told,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    Cell old = world.cells().get(splice.key());
    String text = old == null ? "" : old.value().utf8();
    String bytes = splice.bytes().utf8();
    boolean atEnd = splice.offset() == Step.Splice.END;
    boolean changes = !bytes.isEmpty() || (atEnd && old == null);
    if (changes) {
      int from = atEnd ? text.length() : (int) splice.offset();
      String padded = text + "\0".repeat(Math.max(0, from - text.length()));
      int behind = Math.min(padded.length(), from + bytes.length());
      text = padded.substring(0, from) + bytes + padded.substring(behind);
    }
    return (told == null || told.equals(new Result.Counted(text.length())))
        && (!changes
            || put(world, splice.key(), kept(old, Bytes.utf8(text)), told, revision, before));
  }

  private boolean added(
      World world,
      Step.AddDecimal add,
      @Nullable Result told,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    Cell old = world.cells().get(add.key());
    String text = old == null ? "0" : old.value().utf8();
    if (!text.matches("-?(\\d+\\.?\\d*|\\.\\d+)")) {
      return told == null || told instanceof Result.Failed(Refusal.Invalid _);
    }
    Bytes sum =
        Bytes.utf8(new BigDecimal(text).add(add.delta()).stripTrailingZeros().toPlainString());
    return (told == null || (told instanceof Result.Updated(var value, _) && value.equals(sum)))
        && put(world, add.key(), kept(old, sum), told, revision, before);
  }

  private boolean copied(
      World world,
      Step.Copy copy,
      @Nullable Result told,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    Cell from = world.cells().get(copy.from());
    Cell to = world.cells().get(copy.to());
    if (told instanceof Result.Failed(Refusal.ConditionFailed(Key blamed, _))) {
      return (blamed.equals(copy.from()) && from == null && isRefused(told, failed(blamed, null)))
          || (blamed.equals(copy.to())
              && to != null
              && !copy.replace()
              && isRefused(told, failed(blamed, to)));
    } else if (from == null || (to != null && !copy.replace())) {
      return told == null;
    } else if (told != null
        && !(told instanceof Result.Written(_, boolean created) && created == (to == null))) {
      return false;
    }
    return copy.from().equals(copy.to())
        || (put(world, copy.to(), from, told, revision, before)
            && (!copy.move() || put(world, copy.from(), null, told, revision, before)));
  }

  private boolean isRefused(@Nullable Result told, Refusal why) {
    return told == null
        || (told instanceof Result.Failed(Refusal refusal) && agrees(why, refusal, false));
  }

  /** A cell for the key, or none, if it can have that revision. */
  private boolean put(
      World world,
      Key key,
      @Nullable Cell cell,
      @Nullable Result told,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    if (cell == null) {
      world.cells().remove(key);
    } else {
      world.cells().put(key, cell);
    }
    boolean tells = told != null && !(told instanceof Result.Counted);
    return revised(world, key, tells ? revisionOf(told) : revision.getOrDefault(key, 0L), before);
  }

  private static @Nullable Result part(@Nullable Result told, int i) {
    return told instanceof Result.Many(var results) ? results.get(i) : null;
  }

  private static @Nullable List<Result> parts(@Nullable Result told) {
    return told instanceof Result.Many(var results) ? results : null;
  }

  private boolean looks(
      World world, Key key, boolean whole, @Nullable Result told, Call call, long until) {
    Cell cell = world.cells().get(key);
    if (!(told instanceof Result.Found found)) {
      return cell == null;
    } else if (cell == null) {
      return false;
    }
    boolean value =
        !whole || (found.value().equals(cell.value()) && found.ttl().isPresent() == cell.mortal());
    boolean ttl = true;
    if (found.ttl().isPresent()) {
      long left = found.ttl().get().toNanos();
      ttl =
          cell.mortal()
              && call.invokedAt() + left <= cell.latest()
              && (until == Long.MAX_VALUE || until + left >= cell.earliest());
    }
    return value && ttl && (!revisions || found.revision().index() == cell.revision());
  }

  private boolean scans(
      World world, Operation.Scan scan, @Nullable Result told, Call call, long until) {
    if (!(told instanceof Result.Page page)) {
      return false;
    }
    List<Key> keys =
        world.cells().keySet().stream()
            .filter(key -> key.bytes().startsWith(scan.prefix()))
            .filter(key -> scan.after().map(after -> key.compareTo(after) > 0).orElse(true))
            .toList();
    boolean fits =
        page.more() ? page.entries().size() < keys.size() : page.entries().size() == keys.size();
    for (int i = 0; fits && i < page.entries().size(); i++) {
      Result.Entry entry = page.entries().get(i);
      Result found = new Result.Found(entry.value(), entry.revision(), entry.ttl());
      fits = entry.key().equals(keys.get(i)) && looks(world, entry.key(), true, found, call, until);
    }
    return fits;
  }

  private boolean holds(World world, Key key, Condition condition) {
    Cell cell = world.cells().get(key);
    return switch (condition) {
      case Condition.Always always -> true;
      case Condition.Absent absent -> cell == null;
      case Condition.Present present -> cell != null;
      case Condition.AtRevision at -> cell != null && cell.revision() == at.revision().index();
      case Condition.Holds value -> cell != null && cell.value().equals(value.value());
    };
  }

  private boolean changes(
      World world,
      List<? extends Operation.Change> changes,
      @Nullable List<Result> told,
      Call call,
      Map<Key, Long> revision) {
    return changes(world, changes, told, call, revision, Map.copyOf(world.last()));
  }

  private boolean changes(
      World world,
      List<? extends Operation.Change> changes,
      @Nullable List<Result> told,
      Call call,
      Map<Key, Long> revision,
      Map<Key, Long> before) {
    for (int i = 0; i < changes.size(); i++) {
      Operation.Change change = changes.get(i);
      Cell old = world.cells().get(change.key());
      Object did = change(world, change, call);
      if (did instanceof Refusal) {
        return false;
      }
      Result result = told == null ? null : told.get(i);
      if (result != null && !agree((Result) did, result)) {
        return false;
      }
      boolean changed = old != null || !(change instanceof Operation.Delete);
      if (changed) {
        long now = result != null ? revisionOf(result) : revision.getOrDefault(change.key(), 0L);
        if (!revised(world, change.key(), now, before)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the key, which was changed, can have that revision; if so it has it. */
  private boolean revised(World world, Key key, long told, Map<Key, Long> before) {
    long now = revisions ? told : 0;
    if (revisions
        && (now <= before.getOrDefault(key, 0L) || now < world.last().getOrDefault(key, 0L))) {
      return false;
    }
    world.last().put(key, now);
    world
        .cells()
        .computeIfPresent(
            key, (k, c) -> new Cell(c.value(), now, c.earliest(), c.latest(), c.ttl()));
    return true;
  }

  private static boolean agree(Result did, Result told) {
    return switch (did) {
      case Result.Written w -> told instanceof Result.Written t && t.created() == w.created();
      case Result.Deleted d -> told instanceof Result.Deleted t && t.existed() == d.existed();
      case Result.Updated u -> told instanceof Result.Updated t && t.value().equals(u.value());
      default -> false;
    };
  }

  private static long revisionOf(Result result) {
    return switch (result) {
      case Result.Written written -> written.revision().index();
      case Result.Deleted deleted -> deleted.revision().index();
      case Result.Updated updated -> updated.revision().index();
      default -> throw new IllegalArgumentException(result.toString());
    };
  }

  /** Does it, with revision 0 for now; what it answers, revisions apart. */
  private Object change(World world, Operation.Change change, Call call) {
    Key key = change.key();
    Cell old = world.cells().get(key);
    Refusal failed = failed(key, old);
    switch (change) {
      case Operation.Set set -> {
        if (!holds(world, key, set.condition())) {
          return failed;
        }
        Cell cell =
            switch (set.expiry()) {
              case Expiry.Never never -> immortal(set.value());
              case Expiry.Keep keep -> kept(old, set.value());
              case Expiry.After after -> mortal(set.value(), after.ttl().toNanos(), call);
            };
        world.cells().put(key, cell);
        return new Result.Written(Revision.NONE, old == null);
      }
      case Operation.Delete delete -> {
        if (!holds(world, key, delete.condition())) {
          return failed;
        }
        world.cells().remove(key);
        return new Result.Deleted(Revision.NONE, old != null);
      }
      case Operation.Increment increment -> {
        long number = 0;
        if (old != null) {
          Optional<Long> is = number(old.value());
          if (is.isEmpty()) {
            return new Refusal.NotAnInteger(key);
          }
          number = is.get();
        }
        try {
          number = Math.addExact(number, increment.delta());
        } catch (ArithmeticException e) {
          return new Refusal.Overflow(key);
        }
        return update(world, key, old, Bytes.utf8("" + number));
      }
      case Operation.Append append -> {
        return update(
            world, key, old, old == null ? append.suffix() : old.value().concat(append.suffix()));
      }
    }
  }

  private static Result update(World world, Key key, @Nullable Cell old, Bytes value) {
    world.cells().put(key, kept(old, value));
    return new Result.Updated(value, Revision.NONE);
  }

  /** Another value in the place of the old one, to live as long. */
  private static Cell kept(@Nullable Cell old, Bytes value) {
    return old == null
        ? immortal(value)
        : new Cell(value, 0, old.earliest(), old.latest(), old.ttl());
  }

  private static Refusal failed(Key key, @Nullable Cell cell) {
    return new Refusal.ConditionFailed(
        key, cell == null ? Revision.NONE : new Revision(cell.revision()));
  }

  private static Optional<Long> number(Bytes value) {
    return value.utf8().matches("0|-?[1-9]\\d{0,18}")
        ? Optional.of(Long.parseLong(value.utf8()))
        : Optional.empty();
  }

  private static Cell immortal(Bytes value) {
    return new Cell(value, 0, 0, 0, 0);
  }

  private static Cell mortal(Bytes value, long ttl, Call call) {
    boolean open = !(call.outcome().orElse(null) instanceof Outcome.Done);
    long latest = open ? Long.MAX_VALUE : call.completedAt() + ttl;
    return new Cell(value, 0, call.invokedAt() + ttl, latest, ttl);
  }

  /** What was refused must be true of the key, all other keys apart. */
  private boolean refuses(World world, Call call, Refusal refusal) {
    if (call.ack() == Ack.LEADER) {
      return true;
    }
    List<Operation.Check> checks = new ArrayList<>();
    List<Operation.Change> changes = new ArrayList<>();
    switch (call.operation()) {
      case Operation.Change change -> changes.add(change);
      case Operation.SetMany many -> changes.addAll(many.sets());
      case Operation.Batch batch -> {
        checks.addAll(batch.checks());
        changes.addAll(batch.changes());
      }
      case Operation.Steps steps -> checks.addAll(steps.checks());
      case Operation.Read read -> throw new IllegalArgumentException("a read is not refused");
    }
    return refuses(world.copy(), checks, changes, call, refusal);
  }

  private boolean refuses(
      World world,
      List<Operation.Check> checks,
      List<? extends Operation.Change> changes,
      Call call,
      Refusal refusal) {
    Key key =
        switch (refusal) {
          case Refusal.ConditionFailed failed -> failed.key();
          case Refusal.NotAnInteger notAnInteger -> notAnInteger.key();
          case Refusal.Overflow overflow -> overflow.key();
          default -> throw new IllegalArgumentException(refusal.toString());
        };
    for (Operation.Check check : checks) {
      if (check.key().equals(key) && !holds(world, key, check.condition())) {
        return agrees(failed(key, world.cells().get(key)), refusal, false);
      }
    }
    boolean behind = false;
    for (Operation.Change change : changes) {
      if (change.key().equals(key)) {
        if (change(world, change, call) instanceof Refusal why) {
          return agrees(why, refusal, behind);
        }
        behind = true;
      }
    }
    return false;
  }

  /** A change behind others of its own operation sees a revision that nobody else does. */
  private boolean agrees(Refusal why, Refusal told, boolean behind) {
    return why instanceof Refusal.ConditionFailed && told instanceof Refusal.ConditionFailed
        ? !revisions || behind || why.equals(told)
        : why.equals(told);
  }
}
