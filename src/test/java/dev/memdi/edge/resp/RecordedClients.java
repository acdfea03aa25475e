package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.check.History;
import dev.memdi.check.Recorder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Clients at work, each on a thread and a connection of its own, that write down what they ask and
 * are told: pipelines, each command a call by itself, and transactions, each one call.
 */
final class RecordedClients implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int KEYS = 3;
  private static final int MOST_AT_ONCE = 5;

  /** After so many rounds all go on to other keys: what is judged at once stays small. */
  private static final int ROUNDS_PER_TAG = 40;

  private final Recorder recorder = Recorder.shared(System::nanoTime);
  private final IntSupplier ports;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /** Each connection is to the port that {@code ports} tells then. */
  RecordedClients(IntSupplier ports) {
    this.ports = ports;
    for (int i = 0; i < CLIENTS; i++) {
      SplittableRandom random = new SplittableRandom(i);
      threads.add(Thread.ofPlatform().name("client-" + i).start(() -> work(random)));
    }
  }

  /** How many pipelines and transactions were answered. */
  int done() {
    return done.get();
  }

  /** Returns when so many more were answered. */
  void awaitProgress(int more) {
    int goal = done.get() + more;
    while (done.get() < goal) {
      assertThat(failures).isEmpty();
      Thread.onSpinWait();
    }
  }

  /** What they saw, when they have ended what they were at. */
  History history() throws InterruptedException {
    close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    return recorder.history();
  }

  @Override
  public void close() {
    stopped = true;
  }

  private void work(SplittableRandom random) {
    while (!stopped) {
      try (RawClient client = new RawClient(ports.getAsInt())) {
        while (!stopped) {
          String tag = "{t" + rounds.getAndIncrement() / ROUNDS_PER_TAG + "}";
          if (random.nextBoolean()) {
            pipeline(client, tag, random);
          } else {
            transaction(client, tag, random);
          }
          done.incrementAndGet();
        }
      } catch (UncheckedIOException | ClosedException e) {
        Thread.onSpinWait(); // the node is gone: another one
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
        return;
      }
    }
  }

  /** The connection was closed before all was answered. */
  private static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void pipeline(RawClient client, String tag, SplittableRandom random) {
    List<Operation> operations = new ArrayList<>();
    List<Long> calls = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
      Operation operation = operation(tag, random);
      operations.add(operation);
      calls.add(invoked(operation));
      lines.append(line(operation));
    }
    int answered = 0;
    try {
      client.write(lines.toString());
      while (answered < operations.size()) {
        String reply = read(client);
        recorder.completed(calls.get(answered), outcome(operations.get(answered), reply));
        answered++;
      }
    } finally {
      for (long call : calls.subList(answered, calls.size())) {
        recorder.completed(call, new Outcome.Unknown("no answer"));
      }
    }
  }

  private long invoked(Operation operation) {
    return recorder.invoked(
        processes.incrementAndGet(),
        new Request(operation, Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(10)));
  }

  private void transaction(RawClient client, String tag, SplittableRandom random) {
    List<Operation.Check> checks = new ArrayList<>();
    if (random.nextBoolean()) {
      Key key = text(tag, random);
      Optional<Condition> seen = watch(client, key);
      if (seen.isEmpty()) {
        return;
      }
      checks.add(new Operation.Check(key, seen.get()));
    }
    List<Operation> operations = new ArrayList<>();
    StringBuilder lines = new StringBuilder("MULTI\r\n");
    for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
      Operation operation = operation(tag, random);
      operations.add(operation);
      lines.append(line(operation));
    }
    lines.append("EXEC\r\n");
    Operation.Steps whole =
        new Operation.Steps(checks, operations.stream().map(RecordedClients::step).toList());
    long call = invoked(whole);
    Outcome outcome = new Outcome.Unknown("no answer");
    try {
      client.write(lines.toString());
      for (int i = 0; i <= operations.size(); i++) {
        assertThat(read(client)).isIn("+OK", "+QUEUED");
      }
      outcome = outcome(whole, operations, read(client));
    } finally {
      recorder.completed(call, outcome);
    }
  }

  /**
   * What the key held when it was watched, as a condition; nothing, if that is not known. Each
   * value is written once, so that one that is there before and after was there all the time; a key
   * that is absent before and after may have come and gone.
   */
  private static Optional<Condition> watch(RawClient client, Key key) {
    client.write("GET %s\r\nWATCH %s\r\nGET %s\r\n".formatted(key, key, key));
    String before = read(client);
    String watching = read(client);
    String after = read(client);
    if (!watching.equals("+OK") || !before.startsWith("v") || !before.equals(after)) {
      client.write("UNWATCH\r\n");
      assertThat(read(client)).isEqualTo("+OK");
      return Optional.empty();
    }
    return Optional.of(new Condition.Holds(Bytes.utf8(after)));
  }

  private static String read(RawClient client) {
    String reply = client.read();
    if (reply.equals("closed")) {
      throw new ClosedException();
    }
    return reply;
  }

  private static Key text(String tag, SplittableRandom random) {
    return Key.utf8(tag + random.nextInt(KEYS));
  }

  private Operation operation(String tag, SplittableRandom random) {
    Key number = Key.utf8(tag + "n");
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Operation.Get(text(tag, random));
      case 2 -> new Operation.Get(number);
      case 3 -> new Operation.Increment(number, 1);
      case 4 -> Operation.Delete.of(text(tag, random));
      default -> Operation.Set.of(text(tag, random), Bytes.utf8("v" + values.incrementAndGet()));
    };
  }

  private static Step step(Operation operation) {
    return operation instanceof Operation.Change change
        ? new Step.Make(change)
        : new Step.Look(((Operation.Get) operation).key());
  }

  /** Sets answer what was there: from that alone it is known whether they created the key. */
  private static String line(Operation operation) {
    return switch (operation) {
      case Operation.Get(Key key) -> "GET " + key + "\r\n";
      case Operation.Set set -> "SET " + set.key() + " " + set.value() + " GET\r\n";
      case Operation.Delete delete -> "DEL " + delete.key() + "\r\n";
      case Operation.Increment increment -> "INCR " + increment.key() + "\r\n";
      default -> throw new IllegalArgumentException(operation.toString());
    };
  }

  private static Outcome outcome(Operation operation, String reply) {
    if (reply.startsWith("-")) {
      return error(reply);
    }
    return done(operation, result(operation, reply));
  }

  private static Outcome error(String reply) {
    return reply.startsWith("-UNKNOWN")
        ? new Outcome.Unknown(reply)
        : new Outcome.Refused(new Refusal.Unavailable(reply));
  }

  private static Outcome outcome(Operation.Steps whole, List<Operation> operations, String reply) {
    if (reply.startsWith("-")) {
      return error(reply);
    }
    if (reply.equals("nil")) {
      return new Outcome.Refused(
          new Refusal.ConditionFailed(whole.checks().getFirst().key(), Revision.NONE));
    }
    String[] replies = reply.substring(1, reply.length() - 1).split(", ", -1);
    assertThat(replies).hasSameSizeAs(operations);
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < replies.length; i++) {
      results.add(result(operations.get(i), replies[i]));
    }
    return done(whole, new Result.Many(results));
  }

  private static Outcome done(Operation operation, Result result) {
    return new Outcome.Done(
        result,
        operation instanceof Operation.Read
            ? new Assurance.Linearizable()
            : new Assurance.Acknowledged(Ack.QUORUM));
  }

  private static Result result(Operation operation, String reply) {
    boolean nothing = reply.equals("nil");
    return switch (operation) {
      case Operation.Get _ ->
          nothing
              ? new Result.Missing()
              : new Result.Found(Bytes.utf8(reply), Revision.NONE, Optional.empty());
      case Operation.Set _ -> new Result.Written(Revision.NONE, nothing);
      case Operation.Delete _ -> new Result.Deleted(Revision.NONE, reply.equals(":1"));
      case Operation.Increment _ ->
          new Result.Updated(Bytes.utf8(reply.substring(1)), Revision.NONE);
      default -> throw new IllegalArgumentException(operation.toString());
    };
  }
}
