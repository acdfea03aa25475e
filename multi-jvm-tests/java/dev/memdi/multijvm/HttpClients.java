package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.check.Linearizability;
import dev.memdi.check.Recorder;
import dev.memdi.check.Rules;
import dev.memdi.check.Verdict;
import dev.memdi.routing.HashSlot;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients at work, each on a thread of its own and each time at another node. */
final class HttpClients implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final long PROGRESS = 300;
  private static final int TRIES_A_TROUBLED_NODE_ONCE_IN = 200;
  private static final int OPERATIONS_PER_LEDGER_ENTRY = 5;
  private static final String NOBODY_LISTENS = "no connection: ";

  /** What a node says at its end on a connection that is not in use, or just not yet again. */
  private static final String LAST_WORDS = "the node stops; a request that it has not answered";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSE_WHEN_ALL_ARE_DOWN = Duration.ofMillis(20);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Those of one test don't touch the keys of another: what these hold is on no record. */
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final String run = "r" + RUNS.incrementAndGet();
  private final RealCluster cluster;
  private final List<Node> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private final Recorder recorder = Recorder.shared(System::nanoTime);
  private final Ledger ledger = new Ledger(run);
  private final AtomicLong wants = new AtomicLong();
  private final AtomicInteger processes = new AtomicInteger();
  private final Map<Node, Long> done = new ConcurrentHashMap<>();
  private final Set<Node> troubled = ConcurrentHashMap.newKeySet();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  private HttpClients(RealCluster cluster) {
    this.cluster = cluster;
    this.nodes = new CopyOnWriteArrayList<>(cluster.nodes());
  }

  /** Clients of all nodes that are there now; returns when they have got somewhere. */
  static HttpClients start(RealCluster cluster) {
    HttpClients clients = new HttpClients(cluster);
    for (int i = 0; i < CLIENTS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      clients.threads.add(
          Thread.ofPlatform().name("client-" + i).start(() -> clients.work(random)));
    }
    clients.awaitProgress();
    return clients;
  }

  /** No client but the test itself, which asks, and lets what it saw be judged. */
  static HttpClients none(RealCluster cluster) {
    return new HttpClients(cluster);
  }

  /** From now on requests go to this node, too. */
  void use(Node node) {
    nodes.add(node);
  }

  /** This node will not come back. */
  void forget(Node node) {
    nodes.remove(node);
  }

  /** Returns when some hundred operations more were done. */
  void awaitProgress() {
    awaitProgressAt(nodes);
  }

  /** The same, by these nodes. */
  void awaitProgressAt(List<Node> some) {
    long goal = doneAt(some) + PROGRESS;
    Await.until(
        "the clients' progress at " + some,
        () -> {
          assertThat(failures).isEmpty();
          long now = doneAt(some);
          return Await.unless(now >= goal, "%d of %d; %s".formatted(now, goal, lastTrouble()));
        });
  }

  private long doneAt(List<Node> some) {
    return some.stream().mapToLong(node -> done.getOrDefault(node, 0L)).sum();
  }

  private String lastTrouble() {
    return troubles.stream().reduce("no trouble", (earlier, later) -> later);
  }

  /**
   * Where there was neither an answer that said what was done, or that a condition did not hold,
   * nor, at once, the certainty that nobody listens there, or that the node was just ending.
   */
  List<String> troubles() {
    return troubles.stream()
        .filter(trouble -> !trouble.contains(NOBODY_LISTENS))
        .filter(trouble -> !trouble.contains(LAST_WORDS))
        .toList();
  }

  private void work(SplittableRandom random) {
    Intentions intentions = new Intentions(run, random, wants);
    try {
      while (!stopped) {
        Node node = choose(random);
        if (random.nextInt(OPERATIONS_PER_LEDGER_ENTRY) == 0) {
          Operation.Set entry = ledger.next();
          if (ask(node, entry) instanceof Outcome.Done) {
            ledger.acknowledge(entry);
          }
        } else {
          Operation operation = intentions.next();
          if (ask(node, operation) instanceof Outcome.Done(Result result, var _)) {
            intentions.learn(operation, result);
          }
        }
      }
    } catch (InterruptedException e) {
      // asked to end
    } catch (IOException | RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  /** Any node, but seldom one that gave trouble last: its clients would do little but wait. */
  private Node choose(SplittableRandom random) {
    Node node = nodes.get(random.nextInt(nodes.size()));
    boolean tried = troubled.contains(node) && random.nextInt(TRIES_A_TROUBLED_NODE_ONCE_IN) > 0;
    return tried ? nodes.stream().filter(n -> !troubled.contains(n)).findAny().orElse(node) : node;
  }

  /** Has one operation done by this node, on the record. */
  Outcome ask(Node node, Operation operation) throws IOException, InterruptedException {
    return ask(node, operation, TIMEOUT);
  }

  /** The same, with another time that it may take. */
  Outcome ask(Node node, Operation operation, Duration timeout)
      throws IOException, InterruptedException {
    // A process of its own for each call: after an unknown outcome a client is another one.
    Request request = new Request(operation, cluster.ack(), Consistency.LINEARIZABLE, timeout);
    long call = recorder.invoked(processes.incrementAndGet(), request);
    Outcome outcome = send(node, operation, timeout);
    recorder.completed(call, outcome);
    if (outcome instanceof Outcome.Done(var _, Assurance.Acknowledged(Ack reached))) {
      assertThat(reached).as("what an answer says was reached").isEqualTo(cluster.ack());
    }
    if (outcome instanceof Outcome.Done
        || outcome instanceof Outcome.Refused(Refusal.ConditionFailed _)) {
      done.merge(node, 1L, Long::sum);
      troubled.remove(node);
    } else {
      troubled.add(node);
      troubles.add("%s at %s: %s".formatted(operation, node, outcome));
      if (troubled.containsAll(nodes)) {
        LockSupport.parkNanos(PAUSE_WHEN_ALL_ARE_DOWN.toNanos());
      }
    }
    return outcome;
  }

  private Outcome send(Node node, Operation operation, Duration timeout)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer;
    try {
      answer =
          http.send(
              HttpForm.request(node, operation, cluster.ack(), timeout),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Outcome.Refused(new Refusal.Unavailable(NOBODY_LISTENS + e));
    } catch (IOException e) {
      return new Outcome.Unknown(e.toString());
    }
    return HttpForm.outcome(operation, answer);
  }

  /** Lets the clients end what they are at; then what they saw must make sense. */
  void judge() throws Exception {
    close();
    assertThat(failures).isEmpty();
    assertThat(ledger.missing(this::entry)).as("what is not as it was acknowledged").isEmpty();
    int shards = cluster.shards();
    Rules rules = Rules.STRICT.withShards(key -> HashSlot.shardOf(HashSlot.of(key), shards));
    Verdict verdict = Linearizability.check(recorder.history(), rules);
    if (!(verdict instanceof Verdict.Ok)) {
      recorder.history().save(cluster.logs().resolve("history"), verdict.toString());
    }
    assertThat(verdict.orFail().required()).isPositive();
  }

  private Optional<Bytes> entry(Key key) {
    Node node = nodes.get(Math.floorMod(key.hashCode(), nodes.size()));
    Result result = awaitDone(key, () -> send(node, new Operation.Get(key), TIMEOUT));
    return result instanceof Result.Found found ? Optional.of(found.value()) : Optional.empty();
  }

  /** What a key has, seen through {@code node}. */
  Result read(Node node, Key key) {
    return awaitDone(key, () -> ask(node, new Operation.Get(key)));
  }

  /** A read that fails may be repeated; one that succeeds has to be right at once. */
  private static Result awaitDone(Key key, Callable<Outcome> read) {
    Result[] found = new Result[1];
    Await.until(
        "a read of " + key,
        () -> {
          Outcome outcome = read.call();
          if (outcome instanceof Outcome.Done(Result result, var _)) {
            found[0] = result;
            return Optional.empty();
          }
          return Optional.of(outcome.toString());
        });
    return found[0];
  }

  @Override
  public void close() {
    stop();
  }

  /** They end what they are at, and begin nothing more. */
  void stop() {
    stopped = true;
    Await.until(
        "the end of the clients",
        () -> Await.unless(threads.stream().noneMatch(Thread::isAlive), "they work"));
  }
}
