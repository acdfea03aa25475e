package dev.memdi.sim;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.check.Recorder;
import dev.memdi.sim.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Clients that do one random thing after another, each at a random node, and remember what they
 * were told.
 */
final class Workload {
  private record Call(Cluster.Life life, long number, Request request, Consumer<Outcome> then) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final World world;
  private final Cluster cluster;
  private final Edge edge;
  private final Recorder recorder;
  private final Coverage coverage;
  private final RandomGenerator random;
  private final StepDraws steps;
  private final Map<Key, Revision> lastSeen = new HashMap<>();
  private final List<Key> keys =
      List.of(
          Key.utf8("a"),
          Key.utf8("b"),
          Key.utf8("c"),
          Key.utf8("d"),
          Key.utf8("{t}1"),
          Key.utf8("{t}2"),
          Key.utf8("{t}3"));
  private final Set<Call> open = new LinkedHashSet<>();
  private boolean running = true;
  private int values;
  private int done;
  private int unknown;

  Workload(World world, Cluster cluster, Scenario scenario, Recorder recorder, Coverage coverage) {
    this.world = world;
    this.cluster = cluster;
    this.edge = scenario.bug().edge();
    this.recorder = recorder;
    this.coverage = coverage;
    this.random = world.random().split();
    this.steps =
        new StepDraws(random, keys.subList(4, 7), this::number, this::condition, this::asLastSeen);
    cluster.onDeath(this::mourn);
    for (int client = 0; client < scenario.clients(); client++) {
      int process = client;
      world.schedule(Duration.ofMillis(random.nextInt(50)), () -> next(process));
    }
  }

  void stop() {
    running = false;
  }

  int done() {
    return done;
  }

  int unknown() {
    return unknown;
  }

  private void next(int process) {
    if (!running) {
      return;
    }
    List<Cluster.Life> lives = List.copyOf(cluster.lives());
    if (lives.isEmpty()) {
      world.schedule(Duration.ofMillis(100), () -> next(process));
      return;
    }
    Cluster.Life life = lives.get(random.nextInt(lives.size()));
    submit(life, process, request(), outcome -> world.schedule(pause(), () -> next(process)));
  }

  private Duration pause() {
    return Duration.ofMillis(random.nextInt(60));
  }

  /** Asks one node, and goes on once when it has answered or died. */
  void submit(Cluster.Life life, int process, Request request, Consumer<Outcome> then) {
    Call call = new Call(life, recorder.invoked(process, request), request, then);
    open.add(call);
    edge.submit(
        life.router(keyOf(request.operation())), request, outcome -> conclude(call, outcome));
    if (!open.contains(call)) { // answered before anything else could happen
      coverage.count("reads past the actors");
    }
  }

  private void conclude(Call call, Outcome outcome) {
    if (open.remove(call)) {
      recorder.completed(call.number(), outcome);
      note(call.request(), outcome);
      call.then().accept(outcome);
    }
  }

  /** Nobody will ever tell the clients of a dead node. */
  private void mourn(Cluster.Life life) {
    for (Call call : List.copyOf(open)) {
      if (call.life() == life) {
        conclude(call, new Outcome.Unknown("its node died"));
      }
    }
  }

  private void note(Request request, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(Result result, var assurance) -> {
        done++;
        switch (request.operation()) {
          case Operation.Get(Key key) -> seen(key, result);
          case Operation.Steps steps when result instanceof Result.Many(var results) ->
              noteSteps(steps, results);
          default -> {}
        }
      }
      case Outcome.Refused refused -> {
        if (request.operation() instanceof Operation.Steps) {
          coverage.count("steps refused");
        }
      }
      case Outcome.Unknown u -> unknown++;
    }
  }

  private void noteSteps(Operation.Steps steps, List<Result> results) {
    coverage.count(steps.checks().isEmpty() ? "steps done" : "steps done under a watch");
    for (int i = 0; i < results.size(); i++) {
      if (steps.steps().get(i) instanceof Step.Look(Key key)) {
        seen(key, results.get(i));
      } else if (results.get(i) instanceof Result.Failed) {
        coverage.count("step refused");
      }
    }
  }

  private void seen(Key key, Result result) {
    if (result instanceof Result.Found found) {
      lastSeen.put(key, found.revision());
    } else {
      lastSeen.remove(key);
    }
  }

  private Request request() {
    Operation operation = operation();
    Consistency consistency =
        random.nextInt(10) == 0 ? Consistency.LOCAL : Consistency.LINEARIZABLE;
    return new Request(operation, Ack.QUORUM, consistency, TIMEOUT);
  }

  private Operation operation() {
    Key key = keys.get(random.nextInt(keys.size()));
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4 -> new Operation.Get(key);
      case 5, 6, 7, 8 -> Operation.Set.of(key, number());
      case 9, 10, 11 -> new Operation.Increment(key, 1 + random.nextInt(3));
      case 12 -> new Operation.Set(key, number(), Expiry.NEVER, condition(key));
      case 13 ->
          new Operation.Delete(key, random.nextBoolean() ? Condition.ALWAYS : condition(key));
      case 14 -> new Operation.Append(key, Bytes.utf8(random.nextBoolean() ? "1" : "x"));
      case 15 ->
          new Operation.Set(
              key,
              number(),
              new Expiry.After(Duration.ofMillis(200 + random.nextInt(3000))),
              Condition.ALWAYS);
      case 16 -> new Operation.GetMany(keys.subList(4, 6));
      case 17 ->
          new Operation.SetMany(
              List.of(
                  Operation.Set.of(keys.get(4), number()),
                  Operation.Set.of(keys.get(5), number())));
      case 18 ->
          new Operation.Batch(
              List.of(new Operation.Check(keys.get(4), condition(keys.get(4)))),
              List.of(
                  Operation.Set.of(keys.get(5), number()),
                  new Operation.Increment(keys.get(4), 1)));
      case 19 -> new Operation.Contains(key);
      default -> steps.next();
    };
  }

  /** Distinct, so that a reader tells from a value who wrote it. */
  private Bytes number() {
    return Bytes.utf8(Integer.toString(1000 * ++values));
  }

  private Condition condition(Key key) {
    return switch (random.nextInt(4)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.PRESENT;
      case 2 -> new Condition.Holds(Bytes.utf8(Integer.toString(1000 * Math.max(1, values))));
      default -> new Condition.AtRevision(lastSeen.getOrDefault(key, new Revision(1)));
    };
  }

  private Condition asLastSeen(Key key) {
    Revision revision = lastSeen.get(key);
    return revision == null ? Condition.ABSENT : new Condition.AtRevision(revision);
  }

  /** Reads every key once, so that what was lost is missed. */
  List<Operation> finalReads() {
    return keys.stream().<Operation>map(Operation.Get::new).toList();
  }

  List<Key> keys() {
    return keys;
  }

  /** Keys are divided among the keyspaces of a scenario that has two. */
  static int keyspaceOf(Key key) {
    return key.bytes().at(0) == 'c' || key.bytes().at(0) == 'd' ? 1 : 0;
  }

  private static Key keyOf(Operation operation) {
    return switch (operation) {
      case Operation.Get(Key key) -> key;
      case Operation.Contains(Key key) -> key;
      case Operation.Change change -> change.key();
      case Operation.GetMany many -> many.keys().getFirst();
      case Operation.SetMany many -> many.sets().getFirst().key();
      case Operation.Batch batch -> batch.keys().getFirst();
      case Operation.Steps steps -> steps.keys().getFirst();
      case Operation.Scan _, Operation.Count _ -> throw new IllegalArgumentException();
    };
  }
}
