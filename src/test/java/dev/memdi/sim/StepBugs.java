package dev.memdi.sim;

import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.routing.Router;
import dev.memdi.store.StoreRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Bugs of several steps in one write: each hurts nothing else. Every one must be caught. */
final class StepBugs {
  private StepBugs() {}

  static List<Bug> all() {
    return List.of(
        Bug.of("lets others between the steps of one write", StepBugs::takenApart),
        Bug.of(
            "does steps although what they watch has changed",
            new StoreRules() {
              @Override
              public boolean holdsStepsToChecks() {
                return false;
              }
            }),
        Bug.of(
            "does repeated steps twice",
            new StoreRules() {
              @Override
              public boolean answersRepeatsFromKept(Outcome kept) {
                return !isOfSteps(kept);
              }
            }),
        Bug.of(
            "does half of a batch among its steps",
            new StoreRules() {
              @Override
              public boolean undoesPartOfStep() {
                return false;
              }
            }));
  }

  /** Other writes look at nothing, and are refused as a whole. */
  private static boolean isOfSteps(Outcome kept) {
    return kept instanceof Outcome.Done(Result.Many(var results), var _)
        && results.stream()
            .anyMatch(result ->
                result instanceof Result.Found
                    || result instanceof Result.Missing
                    || result instanceof Result.Failed);
  }

  /** Sends each step as a write of its own, the next one when the last one is done. */
  private static void takenApart(Router router, Request request, Consumer<Outcome> whenDone) {
    if (request.operation() instanceof Operation.Steps(var checks, var steps)) {
      next(router, request, checks, steps, new ArrayList<>(), whenDone);
    } else {
      router.submit(request, whenDone);
    }
  }

  private static void next(
      Router router,
      Request request,
      List<Operation.Check> checks,
      List<Step> steps,
      List<Result> results,
      Consumer<Outcome> whenDone) {
    Operation one = new Operation.Steps(checks, List.of(steps.get(results.size())));
    router.submit(
        new Request(one, request.ack(), request.consistency(), request.timeout()),
        outcome -> {
          if (!(outcome instanceof Outcome.Done(Result.Many(var done), var assurance))) {
            whenDone.accept(
                results.isEmpty() ? outcome : new Outcome.Unknown("only some of it was done"));
            return;
          }
          results.addAll(done);
          if (results.size() == steps.size()) {
            whenDone.accept(new Outcome.Done(new Result.Many(results), assurance));
          } else {
            next(router, request, List.of(), steps, results, whenDone);
          }
        });
  }
}
