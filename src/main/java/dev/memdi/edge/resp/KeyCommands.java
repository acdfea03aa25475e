package dev.memdi.edge.resp;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Keys, whatever they hold. */
final class KeyCommands {
  private static final String FAST_READ = "readonly,fast";
  private static final String WRITE = "write";
  private static final String FAST_WRITE = "write,fast";

  private KeyCommands() {}

  static List<Command> rows() {
    Row row = new Row("generic", Category.KEYSPACE);
    Row ours = new Row("memdi", Category.STRING);
    return List.of(
        row.together(
            "del",
            -2,
            WRITE,
            Keys.ALL,
            "Deletes keys; at once for those of one shard",
            KeyCommands::del),
        row.together("unlink", -2, FAST_WRITE, Keys.ALL, "The same as DEL", KeyCommands::del),
        row.together(
            "exists",
            -2,
            FAST_READ,
            Keys.ALL,
            "How many of the keys are there",
            KeyCommands::exists),
        row.together("touch", -2, FAST_READ, Keys.ALL, "The same as EXISTS", KeyCommands::exists),
        row.together("type", 2, FAST_READ, Keys.ONE, "string, or none", KeyCommands::type),
        row.together(
            "rename", 3, WRITE, Keys.TWO, "Renames a key within its shard", KeyCommands::rename),
        row.together(
            "renamenx",
            3,
            FAST_WRITE,
            Keys.TWO,
            "Renames a key within its shard to one that is not there",
            KeyCommands::renamenx),
        row.together(
            "copy",
            -3,
            "write,denyoom",
            Keys.TWO,
            "Copies a key within its shard",
            KeyCommands::copy),
        ours.together(
            "cas",
            4,
            "write,denyoom,fast",
            Keys.ONE,
            "CAS key expected new: sets a key that holds what is expected; keeps its time to live",
            KeyCommands::cas),
        ours.together(
            "delifeq",
            3,
            FAST_WRITE,
            Keys.ONE,
            "DELIFEQ key value: deletes a key that holds the value",
            KeyCommands::delifeq));
  }

  private static Plan del(Call call) {
    return count(
        call, key -> new Step.Make(Operation.Delete.of(key)), (answers, at) -> answers.deleted(at));
  }

  private static Plan exists(Call call) {
    return count(call, Step.Peek::new, StepAnswers::found);
  }

  /** Whether a step counts. */
  private interface Counts {
    boolean count(StepAnswers answers, int at);
  }

  private static Plan count(Call call, Function<Key, Step> step, Counts counts) {
    List<Step> steps = call.keys(1).stream().map(step).toList();
    return new Plan.Keyed(
        steps,
        answers -> {
          answers.all();
          return Reply.integer(
              IntStream.range(0, answers.size()).filter(at -> counts.count(answers, at)).count());
        });
  }

  private static Plan type(Call call) {
    return Plan.one(
        new Step.Peek(call.key(1)), answers -> Reply.simple(answers.found(0) ? "string" : "none"));
  }

  private static Plan rename(Call call) {
    return Plan.one(
        move(call, true),
        answers -> {
          if (!answers.held(0)) {
            throw noSuchKey();
          }
          return Reply.OK;
        });
  }

  private static Plan renamenx(Call call) {
    return Plan.one(
        move(call, false),
        answers -> {
          if (answers.lacked(0)) {
            throw noSuchKey();
          }
          return Reply.integer(answers.held(0) ? 1 : 0);
        });
  }

  private static Step move(Call call, boolean replace) {
    Key from = call.key(1);
    Key to = call.key(2);
    call.inOneShard(List.of(from, to));
    return new Step.Copy(from, to, true, replace);
  }

  private static CommandException noSuchKey() {
    return new CommandException("ERR no such key");
  }

  private static Plan copy(Call call) {
    boolean replace = false;
    int at = 3;
    while (at < call.size()) {
      switch (call.option(at)) {
        case "REPLACE" -> replace = true;
        case "DB" -> {
          at++;
          if (at == call.size()) {
            throw CommandException.syntax();
          }
          ConnectionCommands.checkDatabase(call.integer(at));
        }
        default -> throw CommandException.syntax();
      }
      at++;
    }
    Key from = call.key(1);
    Key to = call.key(2);
    if (from.equals(to)) {
      throw new CommandException("ERR source and destination objects are the same");
    }
    call.inOneShard(List.of(from, to));
    return Plan.one(
        new Step.Copy(from, to, false, replace), answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static Plan cas(Call call) {
    Step step =
        new Step.Make(
            new Operation.Set(
                call.key(1), call.word(3), Expiry.KEEP, new Condition.Holds(call.word(2))));
    return Plan.one(step, answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static Plan delifeq(Call call) {
    Step step = new Step.Make(new Operation.Delete(call.key(1), new Condition.Holds(call.word(2))));
    return Plan.one(step, answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }
}
