package dev.memdi.edge.resp;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code SET}, which has the most options of all. */
final class SetCommand {
  private final Call call;
  private Condition condition = Condition.ALWAYS;
  private boolean conditional;
  private boolean answersBefore;
  private boolean keeps;
  private Optional<Duration> ttl = Optional.empty();

  private SetCommand(Call call) {
    this.call = call;
  }

  static Plan plan(Call call) {
    SetCommand set = new SetCommand(call);
    int at = 3;
    while (at < call.size()) {
      at = set.option(at) + 1;
    }
    return set.plan();
  }

  /** Reads the option at that place, and answers the place of its last word. */
  private int option(int at) {
    switch (call.option(at)) {
      case "NX" -> when(Condition.ABSENT);
      case "XX" -> when(Condition.PRESENT);
      case "GET" -> answersBefore = true;
      case "KEEPTTL" -> {
        onlyOneExpiry();
        keeps = true;
      }
      default -> {
        int value = behind(at);
        argument(at, value);
        return value;
      }
    }
    return at;
  }

  private void argument(int at, int value) {
    switch (call.option(at)) {
      case "IFEQ" -> when(new Condition.Holds(call.word(value)));
      case "EX" -> lives(Times.SECONDS.fromNow(call, value));
      case "PX" -> lives(Times.MILLIS.fromNow(call, value));
      case "EXAT" -> lives(Times.SECONDS.untilPositive(call, value));
      case "PXAT" -> lives(Times.MILLIS.untilPositive(call, value));
      default -> throw CommandException.syntax();
    }
  }

  private int behind(int at) {
    if (at + 1 == call.size()) {
      throw CommandException.syntax();
    }
    return at + 1;
  }

  private void when(Condition wanted) {
    if (conditional) {
      throw CommandException.syntax();
    }
    conditional = true;
    condition = wanted;
  }

  private void lives(Duration wanted) {
    onlyOneExpiry();
    ttl = Optional.of(wanted);
  }

  private void onlyOneExpiry() {
    if (keeps || ttl.isPresent()) {
      throw CommandException.syntax();
    }
  }

  private Plan plan() {
    Key key = call.key(1);
    Step set = new Step.Make(change(key));
    if (answersBefore) {
      return new Plan.Keyed(
          List.of(new Step.Look(key), set),
          answers -> {
            if (answers.held(1)) {
              answers.all();
            }
            return answers.value(0);
          });
    }
    return Plan.one(set, answers -> answers.held(0) ? Reply.OK : Reply.NULL);
  }

  /** One that is over before it begins leaves nothing behind. */
  private Operation.Change change(Key key) {
    if (ttl.isPresent() && ttl.get().toMillis() < 1) {
      return new Operation.Delete(key, condition);
    }
    Expiry expiry = ttl.<Expiry>map(Expiry.After::new).orElse(keeps ? Expiry.KEEP : Expiry.NEVER);
    return new Operation.Set(key, call.word(2), expiry, condition);
  }
}
