package dev.memdi.routing;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.raft.DirectReads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request of a keyspace to the session of its shard, or its parts to those of several.
 */
public final class ShardRouter implements Router {
  private final List<ActorRef<ShardSession.Command>> sessions;
  private final List<DirectReads> reads;
  private final Keyspace keyspace;
  private final long answerBytes;

  /**
   * @param sessions one for each shard of the cluster, in order
   * @param reads the ways past them to the tables on this node, in the same order
   * @param answerBytes no more than so many bytes are in the answer to a read
   */
  public ShardRouter(
      List<ActorRef<ShardSession.Command>> sessions,
      List<DirectReads> reads,
      Keyspace keyspace,
      long answerBytes) {
    this.sessions = List.copyOf(sessions.subList(keyspace.first(), keyspace.end()));
    this.reads = List.copyOf(reads.subList(keyspace.first(), keyspace.end()));
    this.keyspace = keyspace;
    this.answerBytes = answerBytes;
  }

  @Override
  public Keyspace keyspace() {
    return keyspace;
  }

  @Override
  public int shardOf(Key key) {
    return HashSlot.shardOf(HashSlot.of(key), shards());
  }

  @Override
  public void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {
    sessions
        .get(shard)
        .tell(
            new ShardSession.Poll(
                prefix, from, changes -> whenDone.accept(changes.ofShard(shard))));
  }

  @Override
  public void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {
    sessions.get(shard).tell(new ShardSession.OpenCopy(whenDone));
  }

  @Override
  public void submit(Request request, Consumer<Outcome> whenDone) {
    Optional<Refusal> refusal = refuse(request);
    if (refusal.isPresent()) {
      whenDone.accept(new Outcome.Refused(refusal.get()));
      return;
    }
    Consumer<Outcome> answer = answer(request, whenDone);
    List<Part> parts = parts(request.operation());
    if (parts.size() == 1) {
      Part part = parts.getFirst();
      send(part.shard(), request.of(part.operation()), answer);
      return;
    }
    Gathering gathering = Gathering.of(request.operation(), parts, answerBytes, answer);
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      Part part = parts.get(i);
      send(part.shard(), request.of(part.operation()), outcome -> gathering.arrived(at, outcome));
    }
  }

  @Override
  public void submit(int shard, Request request, Consumer<Outcome> whenDone) {
    Optional<Refusal> refusal = refuseAck(request);
    if (refusal.isPresent()) {
      whenDone.accept(new Outcome.Refused(refusal.get()));
    } else {
      send(shard, request, answer(request, whenDone));
    }
  }

  private static Consumer<Outcome> answer(Request request, Consumer<Outcome> whenDone) {
    return request.ack() == Ack.DISK ? outcome -> whenDone.accept(onDisk(outcome)) : whenDone;
  }

  @Override
  public @Nullable Glance glance(int shard, Consistency consistency) {
    DirectReads.Glance glance = reads.get(shard).glance(consistency);
    return glance == null ? null : glance::read;
  }

  private void send(int shard, Request request, Consumer<Outcome> whenDone) {
    Outcome direct =
        request.operation() instanceof Operation.Read read
            ? reads.get(shard).read(read, request.consistency())
            : null;
    if (direct != null) {
      whenDone.accept(direct);
    } else {
      sessions.get(shard).tell(new ShardSession.Submit(request, whenDone));
    }
  }

  /** What is committed is on the disks of a majority, where it takes that to be committed. */
  private static Outcome onDisk(Outcome outcome) {
    return outcome instanceof Outcome.Done(Result result, Assurance.Acknowledged quorum)
        ? new Outcome.Done(result, new Assurance.Acknowledged(Ack.DISK))
        : outcome;
  }

  private Optional<Refusal> refuse(Request request) {
    Optional<Refusal> ack = refuseAck(request);
    if (ack.isPresent()) {
      return ack;
    }
    return switch (request.operation()) {
      case Operation.Batch batch -> refuseUnlessOfOneShard(batch);
      case Operation.Steps steps -> refuseUnlessOfOneShard(steps);
      case Operation.Read _, Operation.Change _, Operation.SetMany _ -> Optional.empty();
    };
  }

  private Optional<Refusal> refuseAck(Request request) {
    if (request.operation() instanceof Operation.Write
        && !keyspace.durability().gives(request.ack())) {
      return Optional.of(
          new Refusal.AckUnavailable(
              request.ack(),
              keyspace.durability() == Durability.ASYNC
                  ? "the log of keyspace %s reaches the disk only after a write is committed"
                      .formatted(keyspace.name())
                  : "keyspace %s is held in memory and has no log on disk"
                      .formatted(keyspace.name())));
    }
    return Optional.empty();
  }

  private Optional<Refusal> refuseUnlessOfOneShard(Operation operation) {
    List<Key> keys = Keys.of(operation);
    if (keys.isEmpty()) {
      return Optional.of(new Refusal.Invalid("a batch names at least one key"));
    }
    int shard = shardOf(keys.getFirst());
    return keys.stream().allMatch(key -> shardOf(key) == shard)
        ? Optional.empty()
        : Optional.of(new Refusal.CrossShard());
  }

  /**
   * One shard's share of an operation.
   *
   * @param positions where the keys of this part stand in the whole operation
   */
  record Part(int shard, Operation operation, List<Integer> positions) {}

  private List<Part> parts(Operation operation) {
    return switch (operation) {
      case Operation.Scan scan ->
          HashSlot.isShared(scan.prefix())
              ? whole(scan, new Key(scan.prefix()))
              : everywhere(shareOf(scan));
      case Operation.Count count ->
          HashSlot.isShared(count.prefix())
              ? whole(count, new Key(count.prefix()))
              : everywhere(count);
      case Operation.GetMany many -> split(many.keys(), many.keys(), Operation.GetMany::new);
      case Operation.SetMany many -> split(many.sets(), Keys.of(many), Operation.SetMany::new);
      case Operation.Get get -> whole(get, get.key());
      case Operation.Contains contains -> whole(contains, contains.key());
      case Operation.Change change -> whole(change, change.key());
      case Operation.Batch batch -> whole(batch, Keys.of(batch).getFirst());
      case Operation.Steps steps -> whole(steps, Keys.of(steps).getFirst());
    };
  }

  private List<Part> whole(Operation operation, Key key) {
    return List.of(new Part(shardOf(key), operation, List.of()));
  }

  private List<Part> everywhere(Operation operation) {
    List<Part> parts = new ArrayList<>();
    for (int shard = 0; shard < shards(); shard++) {
      parts.add(new Part(shard, operation, List.of()));
    }
    return parts;
  }

  /**
   * What each shard is asked for of a page. Hashing spreads keys evenly, so this is more than any
   * of them has of it, but for one page in thousands; and where it does not, because tags hold keys
   * together, the page ends before its limit.
   */
  private Operation.Scan shareOf(Operation.Scan scan) {
    double even = (double) scan.limit() / shards();
    double enough = even + 4 * Math.sqrt(even) + 16;
    return new Operation.Scan(
        scan.prefix(), scan.after(), (int) Math.min(scan.limit(), Math.ceil(enough)));
  }

  private <T> List<Part> split(
      List<T> items, List<Key> keys, java.util.function.Function<List<T>, Operation> operation) {
    TreeMap<Integer, List<Integer>> byShard = new TreeMap<>();
    for (int i = 0; i < items.size(); i++) {
      byShard.computeIfAbsent(shardOf(keys.get(i)), s -> new ArrayList<>()).add(i);
    }
    List<Part> parts = new ArrayList<>();
    byShard.forEach((shard, positions) ->
        parts.add(
            new Part(
                shard, operation.apply(positions.stream().map(items::get).toList()), positions)));
    return parts.isEmpty() ? List.of(new Part(0, operation.apply(List.of()), List.of())) : parts;
  }
}
