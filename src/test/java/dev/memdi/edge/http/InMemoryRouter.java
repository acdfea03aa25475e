package dev.memdi.edge.http;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.OnMajorityLoss;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardCopy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A whole keyspace in one map: three shards by a key's first byte (or its {hash tag}), revisions
 * per shard, conditions, times to live by a manual clock, and histories to watch. Outcomes that it
 * would never give by itself can be put in its mouth.
 */
final class InMemoryRouter implements Router {
  static final int SHARDS = 3;
  static final Duration STALENESS = Duration.ofMillis(7);

  final ManualClock clock = new ManualClock();
  final List<Request> requests = new ArrayList<>();
  private final Keyspace keyspace;
  private final Deque<Outcome> scripted = new ArrayDeque<>();
  private final InMemoryShard[] shards = new InMemoryShard[SHARDS];
  private final AtomicInteger openCopies = new AtomicInteger();
  private Optional<Refusal> noCopies = Optional.empty();
  private int pagesOfCopies = Integer.MAX_VALUE;
  private int asked;

  InMemoryRouter() {
    this(Keyspaces.single(SHARDS, Durability.SYNC).byDefault());
  }

  /** Of a keyspace in memory that stands behind the default one. */
  static InMemoryRouter cache() {
    return new InMemoryRouter(
        new Keyspace(
            "cache",
            SHARDS,
            SHARDS,
            Durability.MEMORY,
            OnMajorityLoss.WAIT,
            Ack.LEADER,
            Consistency.LOCAL));
  }

  /** Of that keyspace, which has {@link #SHARDS}. */
  private InMemoryRouter(Keyspace keyspace) {
    this.keyspace = keyspace;
    reset();
  }

  synchronized void reset() {
    requests.clear();
    scripted.clear();
    noCopies = Optional.empty();
    pagesOfCopies = Integer.MAX_VALUE;
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new InMemoryShard(i, clock);
    }
  }

  /** The next request is answered so, whatever it is. */
  synchronized void next(Outcome outcome) {
    scripted.add(outcome);
  }

  synchronized void next(Refusal refusal) {
    scripted.add(new Outcome.Refused(refusal));
  }

  synchronized Request lastRequest() {
    return requests.getLast();
  }

  /** Drops the history of a shard up to and with revision {@code last}. */
  synchronized void forget(int shard, long last) {
    shards[shard].forget(last);
  }

  /** A shard begins anew, with nothing of what it was. */
  synchronized void lose(int shard) {
    shards[shard] = new InMemoryShard(shard, clock);
  }

  /** How often it was asked for changes. */
  synchronized int asked() {
    return asked;
  }

  void set(String key, String value) {
    submit(
        new Request(
            Operation.Set.of(Key.utf8(key), Bytes.utf8(value)),
            Ack.QUORUM,
            Consistency.LINEARIZABLE,
            Duration.ofSeconds(1)),
        outcome -> {});
  }

  @Override
  public synchronized void submit(Request request, Consumer<Outcome> whenDone) {
    requests.add(request);
    whenDone.accept(scripted.isEmpty() ? execute(request) : scripted.remove());
  }

  @Override
  public Keyspace keyspace() {
    return keyspace;
  }

  @Override
  public int shardOf(Key key) {
    String text = key.bytes().utf8();
    int open = text.indexOf('{');
    int close = text.indexOf('}', open + 1);
    int first = open >= 0 && close > open + 1 ? text.charAt(open + 1) : key.bytes().at(0) & 0xff;
    return first % SHARDS;
  }

  @Override
  public synchronized void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {
    asked++;
    shards[shard].changes(prefix, from, whenDone);
  }

  @Override
  public synchronized void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {
    whenDone.accept(
        noCopies
            .<ShardCopy.Opening>map(ShardCopy.Opening.Refused::new)
            .orElseGet(() ->
                new ShardCopy.Opening.Opened(
                    new Copy(shards[shard].revision(), shards[shard].entries(Bytes.EMPTY)))));
  }

  /** Nobody gets a copy, for that reason. */
  synchronized void refuseCopies(Refusal refusal) {
    noCopies = Optional.of(refusal);
  }

  /** Copies are lost after so many pages. */
  synchronized void loseCopiesAfter(int pages) {
    pagesOfCopies = pages;
  }

  int openCopies() {
    return openCopies.get();
  }

  /** In pages of two keys, and an empty one before the last. */
  private final class Copy implements ShardCopy {
    private final long revision;
    private final Deque<List<Result.Entry>> pages = new ArrayDeque<>();
    private int told;
    private boolean closed;

    Copy(long revision, List<Result.Entry> entries) {
      this.revision = revision;
      for (int i = 0; i < entries.size(); i += 2) {
        pages.add(entries.subList(i, Math.min(i + 2, entries.size())));
      }
      List<Result.Entry> last = pages.isEmpty() ? List.of() : pages.removeLast();
      pages.add(List.of());
      pages.add(last);
      openCopies.incrementAndGet();
    }

    @Override
    public long revision() {
      return revision;
    }

    @Override
    public void next(Consumer<Next> whenDone) {
      if (told++ == pagesOfCopies) {
        whenDone.accept(new Next.Lost("its node is gone"));
        return;
      }
      List<Result.Entry> page = pages.remove();
      whenDone.accept(new Next.Page(page, pages.isEmpty()));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openCopies.decrementAndGet();
      }
    }
  }

  private Outcome execute(Request request) {
    return switch (request.operation()) {
      case Operation.Read read ->
          new Outcome.Done(
              read(read),
              request.consistency() == Consistency.LOCAL
                  ? new Assurance.Stale(STALENESS)
                  : new Assurance.Linearizable());
      case Operation.Write write -> {
        try {
          yield new Outcome.Done(write(write), new Assurance.Acknowledged(request.ack()));
        } catch (InMemoryShard.Refuse e) {
          yield new Outcome.Refused(e.refusal);
        }
      }
    };
  }

  private InMemoryShard of(Key key) {
    return shards[shardOf(key)];
  }

  private Result read(Operation.Read read) {
    return switch (read) {
      case Operation.Get get -> of(get.key()).get(get.key());
      case Operation.Contains contains -> of(contains.key()).get(contains.key());
      case Operation.GetMany many ->
          new Result.Many(many.keys().stream().map(key -> of(key).get(key)).toList());
      case Operation.Count count -> new Result.Counted(entries(count.prefix()).size());
      case Operation.Scan scan -> {
        List<Result.Entry> after =
            entries(scan.prefix()).stream()
                .filter(e -> scan.after().isEmpty() || e.key().compareTo(scan.after().get()) > 0)
                .toList();
        yield new Result.Page(
            after.subList(0, Math.min(scan.limit(), after.size())), after.size() > scan.limit());
      }
    };
  }

  private List<Result.Entry> entries(Bytes prefix) {
    List<Result.Entry> entries = new ArrayList<>();
    for (InMemoryShard shard : shards) {
      entries.addAll(shard.entries(prefix));
    }
    entries.sort((a, b) -> a.key().compareTo(b.key()));
    return entries;
  }

  private Result write(Operation.Write write) {
    return switch (write) {
      case Operation.Change change -> of(change.key()).apply(List.of(), List.of(change)).getFirst();
      case Operation.SetMany many ->
          new Result.Many(
              many.sets().stream()
                  .map(set -> of(set.key()).apply(List.of(), List.of(set)).getFirst())
                  .toList());
      case Operation.Batch batch -> {
        List<Key> keys = new ArrayList<>();
        batch.checks().forEach(check -> keys.add(check.key()));
        batch.changes().forEach(change -> keys.add(change.key()));
        if (keys.stream().mapToInt(this::shardOf).distinct().count() > 1) {
          throw new InMemoryShard.Refuse(new Refusal.CrossShard());
        }
        yield new Result.Many(of(keys.getFirst()).apply(batch.checks(), batch.changes()));
      }
      case Operation.Steps steps -> throw new IllegalArgumentException("no route makes steps");
    };
  }
}
