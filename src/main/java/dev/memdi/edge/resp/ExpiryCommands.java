package dev.memdi.edge.resp;

import dev.memdi.api.Key;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Times to live. */
final class ExpiryCommands {
  private static final String WRITE = "write,fast";
  private static final String READ = "readonly,fast";

  private ExpiryCommands() {}

  static List<Command> rows() {
    Row row = new Row("generic", Category.KEYSPACE);
    return List.of(
        row.together(
            "expire",
            -3,
            WRITE,
            Keys.ONE,
            "Lets a key live so many seconds; NX, XX, GT, LT",
            call -> retime(call, Times.SECONDS.anyFromNow(call, 2))),
        row.together(
            "pexpire",
            -3,
            WRITE,
            Keys.ONE,
            "Lets a key live so many milliseconds; NX, XX, GT, LT",
            call -> retime(call, Times.MILLIS.anyFromNow(call, 2))),
        row.together(
            "expireat",
            -3,
            WRITE,
            Keys.ONE,
            "Lets a key live until a second of Unix time; NX, XX, GT, LT",
            call -> retime(call, Times.SECONDS.until(call, 2))),
        row.together(
            "pexpireat",
            -3,
            WRITE,
            Keys.ONE,
            "Lets a key live until a millisecond of Unix time; NX, XX, GT, LT",
            call -> retime(call, Times.MILLIS.until(call, 2))),
        row.together(
            "persist", 2, WRITE, Keys.ONE, "Lets a key live for ever", ExpiryCommands::persist),
        row.together(
            "ttl",
            2,
            READ,
            Keys.ONE,
            "How many seconds a key has left; -1 for ever, -2 no such key",
            call -> left(call, Times.SECONDS, false)),
        row.together(
            "pttl",
            2,
            READ,
            Keys.ONE,
            "How many milliseconds a key has left; -1 for ever, -2 no such key",
            call -> left(call, Times.MILLIS, false)),
        row.together(
            "expiretime",
            2,
            READ,
            Keys.ONE,
            "The second of Unix time at which a key ends; -1 never, -2 no such key",
            call -> left(call, Times.SECONDS, true)),
        row.together(
            "pexpiretime",
            2,
            READ,
            Keys.ONE,
            "The millisecond of Unix time at which a key ends; -1 never, -2 no such key",
            call -> left(call, Times.MILLIS, true)),
        new Row("string", Category.STRING)
            .together(
                "getex",
                -2,
                WRITE,
                Keys.ONE,
                "The value of a key, and another time to live: EX, PX, EXAT, PXAT, PERSIST",
                ExpiryCommands::getex));
  }

  private static Plan retime(Call call, Duration ttl) {
    return Plan.one(
        new Step.Retime(call.key(1), Optional.of(ttl), when(call)),
        answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static Step.When when(Call call) {
    Set<String> options = new HashSet<>();
    for (int at = 3; at < call.size(); at++) {
      String option = call.option(at);
      if (!List.of("NX", "XX", "GT", "LT").contains(option)) {
        throw new CommandException("ERR Unsupported option " + call.text(at));
      }
      options.add(option);
    }
    if (options.contains("NX") && options.size() > 1) {
      throw new CommandException(
          "ERR NX and XX, GT or LT options at the same time are not compatible");
    }
    if (options.contains("GT") && options.contains("LT")) {
      throw new CommandException("ERR GT and LT options at the same time are not compatible");
    }
    if (options.contains("GT")) {
      return Step.When.LATER; // which no key without a time to live meets
    }
    if (options.contains("LT")) {
      return options.contains("XX") ? Step.When.SOME_EARLIER : Step.When.EARLIER;
    }
    if (options.contains("NX")) {
      return Step.When.NONE;
    }
    return options.contains("XX") ? Step.When.SOME : Step.When.ALWAYS;
  }

  private static Plan persist(Call call) {
    return Plan.one(
        new Step.Retime(call.key(1), Optional.empty(), Step.When.SOME),
        answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static Plan left(Call call, Times times, boolean absolute) {
    return Plan.one(
        new Step.Peek(call.key(1)),
        answers -> {
          if (!(answers.result(0) instanceof Result.Found found)) {
            return Reply.integer(-2);
          }
          long base = absolute ? call.backend().clock().epochMillis() : 0;
          return Reply.integer(
              found.ttl().map(ttl -> times.tell(base + ttl.toMillis())).orElse(-1L));
        });
  }

  private static Plan getex(Call call) {
    Key key = call.key(1);
    Step.Look look = new Step.Look(key);
    if (call.size() == 2) {
      return Plan.one(look, answers -> answers.value(0));
    }
    Step retime =
        switch (call.option(2)) {
          case "PERSIST" -> {
            words(call, 3);
            yield new Step.Retime(key, Optional.empty(), Step.When.SOME);
          }
          case "EX" -> always(key, Times.SECONDS.fromNow(words(call, 4), 3));
          case "PX" -> always(key, Times.MILLIS.fromNow(words(call, 4), 3));
          case "EXAT" -> always(key, Times.SECONDS.untilPositive(words(call, 4), 3));
          case "PXAT" -> always(key, Times.MILLIS.untilPositive(words(call, 4), 3));
          default -> throw CommandException.syntax();
        };
    return new Plan.Keyed(
        List.of(look, retime),
        answers -> {
          if (answers.held(1)) {
            answers.all();
          }
          return answers.value(0);
        });
  }

  private static Step always(Key key, Duration ttl) {
    return new Step.Retime(key, Optional.of(ttl), Step.When.ALWAYS);
  }

  private static Call words(Call call, int expected) {
    if (call.size() != expected) {
      throw CommandException.syntax();
    }
    return call;
  }
}
