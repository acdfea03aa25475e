package dev.memdi.routing;

import dev.memdi.api.Condition;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Step;
import java.util.List;

/**
 * How many bytes an operation takes while it waits, roughly and never less than its keys and
 * values.
 */
final class OperationSize {
  private static final int BASE = 48;

  private OperationSize() {}

  static int of(Operation operation) {
    return switch (operation) {
      case Operation.Get get -> BASE + get.key().bytes().length();
      case Operation.Contains contains -> BASE + contains.key().bytes().length();
      case Operation.GetMany many ->
          BASE + many.keys().stream().mapToInt(k -> 8 + k.bytes().length()).sum();
      case Operation.Scan scan -> BASE + scan.prefix().length();
      case Operation.Count count -> BASE + count.prefix().length();
      case Operation.Set set ->
          BASE + set.key().bytes().length() + set.value().length() + of(set.condition());
      case Operation.Delete delete -> BASE + delete.key().bytes().length() + of(delete.condition());
      case Operation.Increment increment -> BASE + increment.key().bytes().length();
      case Operation.Append append ->
          BASE + append.key().bytes().length() + append.suffix().length();
      case Operation.SetMany many -> BASE + many.sets().stream().mapToInt(OperationSize::of).sum();
      case Operation.Batch batch ->
          BASE
              + ofChecks(batch.checks())
              + batch.changes().stream().mapToInt(OperationSize::of).sum();
      case Operation.Steps steps ->
          BASE
              + ofChecks(steps.checks())
              + steps.steps().stream().mapToInt(OperationSize::of).sum();
    };
  }

  private static int ofChecks(List<Operation.Check> checks) {
    return checks.stream().mapToInt(c -> BASE + c.key().bytes().length() + of(c.condition())).sum();
  }

  private static int of(Step step) {
    return switch (step) {
      case Step.Make(Operation.Change change) -> of(change);
      case Step.Together(Operation.Batch batch) -> of(batch);
      case Step.Splice splice -> BASE + splice.key().bytes().length() + splice.bytes().length();
      case Step.Look _, Step.Peek _, Step.Retime _, Step.AddDecimal _, Step.Copy _ ->
          BASE + step.keys().stream().mapToInt(k -> BASE + k.bytes().length()).sum();
    };
  }

  static int ofReads(List<NumberedRead> reads) {
    return reads.stream().mapToInt(read -> of(read.read())).sum();
  }

  private static int of(Condition condition) {
    return condition instanceof Condition.Holds holds ? holds.value().length() : 8;
  }
}
