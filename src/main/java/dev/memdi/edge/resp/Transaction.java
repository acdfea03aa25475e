package dev.memdi.edge.resp;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Commands that were queued between {@code MULTI} and {@code EXEC}. */
final class Transaction {
  private final List<Call> calls = new ArrayList<>();
  private boolean broken;
  private volatile int size;
  private volatile long weight;

  /** Throws {@link CommandException} where the whole would be larger than one write may be. */
  void queue(Call call) {
    long most = call.backend().settings().limits().sessionPendingBytes();
    long heavier = weight + new WireRequest(call.words()).weight();
    weight = heavier;
    if (heavier > most) {
      throw Errors.of(new Refusal.TooLarge("the transaction", heavier, most));
    }
    calls.add(call);
    size = calls.size();
  }

  /** How many commands were queued. For any thread. */
  int size() {
    return size;
  }

  /** About how much memory they take. For any thread. */
  long weight() {
    return weight;
  }

  /** A command was refused before it was queued: there will be no transaction. */
  void breakUp() {
    broken = true;
  }

  boolean isBroken() {
    return broken;
  }

  /** The keys of all that was queued. */
  List<Bytes> keys() {
    return calls.stream().flatMap(call -> call.keys().stream()).toList();
  }

  /** What of the whole is known before the store is asked: a plan for each call, or an error. */
  private sealed interface Part {
    record Planned(Plan plan) implements Part {}

    record Failed(String error) implements Part {}
  }

  /**
   * Does all of it, if no key of {@code watched} has changed, as one write of one shard. The answer
   * is made on the thread of {@code whenDone}.
   */
  static Plan execute(Transaction transaction, Map<Key, Revision> watched, Call exec) {
    List<Part> parts = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (Call call : transaction.calls) {
      Part part = part(call);
      parts.add(part);
      if (part instanceof Part.Planned(Plan.Keyed keyed)) {
        steps.addAll(keyed.steps());
      }
    }
    List<Operation.Check> checks = new ArrayList<>();
    watched.forEach((key, revision) -> checks.add(new Operation.Check(key, unchanged(revision))));
    if (checks.isEmpty() && steps.isEmpty()) {
      return new Plan.Now(() -> replies(parts, List.of()));
    }
    Operation.Steps whole = new Operation.Steps(checks, steps);
    Round.Wish wish = exec.client().wish();
    Request request = new Request(whole, wish.ack(), Consistency.LINEARIZABLE, wish.timeout());
    return new Plan.Later(whenDone ->
        exec.client().router().submit(request, outcome -> answer(outcome, parts, whenDone)));
  }

  private static Part part(Call call) {
    try {
      return new Part.Planned(call.command().action().plan(call));
    } catch (CommandException e) {
      return new Part.Failed(e.line());
    }
  }

  private static Condition unchanged(Revision revision) {
    return revision.equals(Revision.NONE) ? Condition.ABSENT : new Condition.AtRevision(revision);
  }

  private static void answer(Outcome outcome, List<Part> parts, Consumer<Reply> whenDone) {
    whenDone.accept(
        switch (outcome) {
          case Outcome.Done done -> {
            List<Outcome> each = new ArrayList<>();
            for (Result result : ((Result.Many) done.result()).results()) {
              each.add(
                  result instanceof Result.Failed(Refusal refusal)
                      ? new Outcome.Refused(refusal)
                      : new Outcome.Done(result, done.assurance()));
            }
            yield replies(parts, each);
          }
          case Outcome.Refused(Refusal.ConditionFailed _) -> Reply.NULL_ARRAY;
          case Outcome.Refused(Refusal refusal) -> Reply.error(Errors.line(refusal));
          case Outcome.Unknown unknown -> Reply.error(Errors.of(unknown).line());
        });
  }

  private static Reply replies(List<Part> parts, List<Outcome> outcomes) {
    List<Reply> replies = new ArrayList<>();
    int next = 0;
    for (Part part : parts) {
      switch (part) {
        case Part.Failed(String error) -> replies.add(Reply.error(error));
        case Part.Planned(Plan.Now now) -> replies.add(now.reply().get());
        case Part.Planned(Plan.Keyed keyed) -> {
          int end = next + keyed.steps().size();
          StepAnswers answers = new StepAnswers(outcomes.subList(next, end));
          next = end;
          replies.add(Replies.of(keyed, answers));
        }
        case Part.Planned(Plan.Later _) ->
            replies.add(Reply.error("ERR Command not allowed inside a transaction"));
      }
    }
    return Reply.array(replies);
  }
}
