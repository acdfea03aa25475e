package dev.memdi.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path directory;

  private static final Key KEY = new Key(Bytes.wrap(new byte[] {0, '"', '\\', 'k', -1, ' ', ')'}));
  private static final Revision AT = new Revision(12);

  private static History everything() {
    Operation.Set set =
        new Operation.Set(
            KEY,
            Bytes.EMPTY,
            new Expiry.After(Duration.ofMillis(1500)),
            new Condition.AtRevision(AT));
    Operation.Delete delete = new Operation.Delete(KEY, new Condition.Holds(Bytes.utf8("é, [x]")));
    List<Operation> operations =
        List.of(
            new Operation.Get(KEY),
            new Operation.Contains(KEY),
            new Operation.GetMany(List.of(KEY, Key.utf8("b"))),
            new Operation.Scan(Bytes.utf8("p"), Optional.of(KEY), 7),
            new Operation.Scan(Bytes.EMPTY, Optional.empty(), 7),
            new Operation.Count(Bytes.EMPTY),
            set,
            delete,
            new Operation.Increment(KEY, Long.MIN_VALUE),
            new Operation.Append(KEY, Bytes.utf8("none")),
            new Operation.SetMany(List.of(set, Operation.Set.of(KEY, Bytes.utf8("1")))),
            new Operation.Batch(
                List.of(new Operation.Check(KEY, Condition.ABSENT)), List.of(set, delete)),
            new Operation.Batch(List.of(), List.of()),
            new Operation.Steps(
                List.of(new Operation.Check(KEY, Condition.PRESENT)),
                List.of(
                    new Step.Look(KEY),
                    new Step.Peek(KEY),
                    new Step.Make(set),
                    new Step.Together(new Operation.Batch(List.of(), List.of(delete))),
                    new Step.Retime(KEY, Optional.of(Duration.ZERO), Step.When.SOME_EARLIER),
                    new Step.Retime(KEY, Optional.empty(), Step.When.ALWAYS),
                    new Step.Splice(KEY, Step.Splice.END, Bytes.utf8("x")),
                    new Step.AddDecimal(KEY, new BigDecimal("-0.50")),
                    new Step.Copy(KEY, Key.utf8("b"), true, false))));
    Result.Found found = new Result.Found(Bytes.utf8("v"), AT, Optional.of(Duration.ofNanos(5)));
    List<Result> results =
        List.of(
            found,
            new Result.Missing(),
            new Result.Written(AT, true),
            new Result.Deleted(AT, false),
            new Result.Updated(Bytes.utf8("\n"), AT),
            new Result.Many(List.of(found, new Result.Missing())),
            new Result.Page(
                List.of(new Result.Entry(KEY, Bytes.utf8("v"), AT, Optional.empty())), true),
            new Result.Counted(3),
            new Result.Many(List.of(new Result.Failed(new Refusal.NotAnInteger(KEY)))));
    List<Refusal> refusals =
        List.of(
            new Refusal.ConditionFailed(KEY, Revision.NONE),
            new Refusal.NotAnInteger(KEY),
            new Refusal.Overflow(KEY),
            new Refusal.TooLarge("a value", 5, 4),
            new Refusal.CrossShard(),
            new Refusal.AckUnavailable(Ack.DISK, "no log"),
            new Refusal.Busy("a \"queue\""),
            new Refusal.Unavailable("ü"),
            new Refusal.Invalid(""));
    List<Outcome> outcomes = new ArrayList<>();
    results.forEach(result -> outcomes.add(new Outcome.Done(result, new Assurance.Linearizable())));
    refusals.forEach(refusal -> outcomes.add(new Outcome.Refused(refusal)));
    outcomes.add(new Outcome.Done(results.get(2), new Assurance.Acknowledged(Ack.LEADER)));
    outcomes.add(new Outcome.Done(results.get(0), new Assurance.Stale(Duration.ofSeconds(2))));
    outcomes.add(new Outcome.Unknown("timed out"));

    List<Event> events = new ArrayList<>();
    for (int i = 0; i < Math.max(operations.size(), outcomes.size()); i++) {
      Operation operation = operations.get(i % operations.size());
      events.add(new Event.Invoked(i, i % 3, 10L * i, operation, Ack.values()[i % 3]));
      if (i < outcomes.size()) {
        events.add(new Event.Completed(i, i % 3, 10L * i + 5, outcomes.get(i)));
      }
    }
    return new History(events);
  }

  @Test
  void everyOperationAndOutcomeIsReadBackAsItWasSaved() throws IOException {
    Path file = directory.resolve("history.txt");
    everything().save(file, "seed 42\nand a second line");
    assertEquals(everything(), History.load(file));
    List<String> lines = Files.readAllLines(file);
    assertEquals(3 + everything().events().size(), lines.size());
    assertEquals("# seed 42", lines.get(1));
    assertEquals(
        "60 0 6 ask LEADER Set(\"\\x00\\\"\\\\k\\xff )\", \"\", After(PT1.5S), AtRevision(@12))",
        lines.get(3 + 12));
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Path file = directory.resolve("history.txt");
    for (String line :
        List.of(
            "1 1 1 ask QUORUM Frobnicate(\"k\")",
            "1 1 1 ask QUORUM Get(\"k",
            "1 1 1 ask QUORUM Get(\"k\") x",
            "1 1 1 ask MOST Get(\"k\")",
            "1 1 1 ask",
            "x 1 1 ask QUORUM Get(\"k\")",
            "1 1 1 ask QUORUM Get(\"\\x",
            "1 1 1 hear QUORUM Get(\"k\")")) {
      Files.writeString(file, "memdi-history 1\n# note\n" + line + "\n");
      IOException e = assertThrows(IOException.class, () -> History.load(file), line);
      assertTrue(e.getMessage().contains("history.txt:3"), e.getMessage());
    }
    Files.writeString(file, "something else\n");
    assertThrows(IOException.class, () -> History.load(file));
  }

  @Test
  void whatIsNoHistoryIsRefused() {
    Operation get = new Operation.Get(KEY);
    Outcome missing = new Outcome.Done(new Result.Missing(), new Assurance.Linearizable());
    Event ask = new Event.Invoked(1, 1, 10, get, Ack.QUORUM);
    Event end = new Event.Completed(1, 1, 20, missing);
    for (List<Event> events :
        List.of(
            List.of(ask, ask),
            List.of(end),
            List.of(ask, end, end),
            List.of(ask, new Event.Completed(1, 2, 20, missing)),
            List.of(ask, new Event.Completed(1, 1, 9, missing)))) {
      assertThrows(IllegalArgumentException.class, () -> new History(events));
    }
    assertEquals(1, new History(List.of(ask, end)).calls().size());
  }

  @Test
  void manyThreadsRecordOneHistory() throws InterruptedException {
    Recorder recorder = Recorder.shared(System::nanoTime);
    Request request =
        new Request(
            new Operation.Get(KEY), Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(1));
    Outcome missing = new Outcome.Done(new Result.Missing(), new Assurance.Linearizable());
    List<Thread> threads = new ArrayList<>();
    for (int process = 0; process < 8; process++) {
      int own = process;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  recorder.around(own, request, outcome -> {}).accept(missing);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    History history = recorder.history(); // which checks order and pairs
    assertEquals(8 * 500, history.calls().size());
    assertTrue(history.calls().stream().allMatch(call -> call.outcome().isPresent()));
  }
}
