package dev.memdi.check;

import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an answer is of the kind that its question asks for, whatever the store holds. */
final class Shape {
  private Shape() {}

  /** What is wrong, or null. */
  static @Nullable String misfit(Operation operation, Result result, Assurance assurance) {
    boolean asRead = !(assurance instanceof Assurance.Acknowledged);
    if (asRead != operation instanceof Operation.Read) {
      return "the assurance " + assurance + " does not fit the operation";
    }
    return fits(operation, result) ? null : "the result does not fit the operation";
  }

  private static boolean fits(Operation operation, Result result) {
    return switch (operation) {
      case Operation.Get get -> isLook(result);
      case Operation.Contains contains -> isLook(result);
      case Operation.GetMany many ->
          result instanceof Result.Many(var results)
              && results.size() == many.keys().size()
              && results.stream().allMatch(Shape::isLook);
      case Operation.Scan scan -> result instanceof Result.Page page && fits(scan, page);
      case Operation.Count count -> result instanceof Result.Counted;
      case Operation.Set set -> result instanceof Result.Written;
      case Operation.Delete delete -> result instanceof Result.Deleted;
      case Operation.Increment increment -> result instanceof Result.Updated;
      case Operation.Append append -> result instanceof Result.Updated;
      case Operation.SetMany many -> fit(many.sets(), result);
      case Operation.Batch batch -> fit(batch.changes(), result);
      case Operation.Steps steps -> fits(steps, result);
    };
  }

  private static boolean fits(Operation.Steps steps, Result result) {
    if (!(result instanceof Result.Many(var results)) || results.size() != steps.steps().size()) {
      return false;
    }
    for (int i = 0; i < results.size(); i++) {
      if (!fits(steps.steps().get(i), results.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(Step step, Result result) {
    if (result instanceof Result.Failed(Refusal refusal)) {
      Key blamed = Parts.blamed(step, refusal);
      boolean sees = step instanceof Step.Look || step instanceof Step.Peek;
      return blamed == null || (!sees && step.keys().contains(blamed));
    }
    return switch (step) {
      case Step.Look _, Step.Peek _ -> isLook(result);
      case Step.Make(Operation.Change change) -> fits(change, result);
      case Step.Together(Operation.Batch batch) -> fits(batch, result);
      case Step.Retime _ -> result instanceof Result.Written || result instanceof Result.Deleted;
      case Step.Splice _ -> result instanceof Result.Counted;
      case Step.AddDecimal _ -> result instanceof Result.Updated;
      case Step.Copy _ -> result instanceof Result.Written;
    };
  }

  private static boolean isLook(Result result) {
    return result instanceof Result.Found || result instanceof Result.Missing;
  }

  private static boolean fit(List<? extends Operation> parts, Result result) {
    if (!(result instanceof Result.Many(var results)) || results.size() != parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!fits(parts.get(i), results.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(Operation.Scan scan, Result.Page page) {
    Key last = scan.after().orElse(null);
    for (Result.Entry entry : page.entries()) {
      if ((last != null && entry.key().compareTo(last) <= 0)
          || !entry.key().bytes().startsWith(scan.prefix())) {
        return false;
      }
      last = entry.key();
    }
    return page.entries().size() <= scan.limit();
  }
}
