package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whole values and parts of them. */
final class StringCommands {
  private static final String WRITE = "write,denyoom";
  private static final String FAST_WRITE = "write,denyoom,fast";
  private static final String FAST_READ = "readonly,fast";

  private StringCommands() {}

  static List<Command> rows() {
    Row row = new Row("string", Category.STRING);
    return List.of(
        row.together("get", 2, FAST_READ, Keys.ONE, "The value of a key", StringCommands::get),
        row.together(
            "set",
            -3,
            WRITE,
            Keys.ONE,
            "Sets a key; NX, XX, IFEQ value, GET, EX, PX, EXAT, PXAT, KEEPTTL",
            SetCommand::plan),
        row.together(
            "setnx",
            3,
            FAST_WRITE,
            Keys.ONE,
            "Sets a key that is not there",
            StringCommands::setnx),
        row.together(
            "setex",
            4,
            WRITE,
            Keys.ONE,
            "Sets a key that lives so many seconds",
            call -> setex(call, Times.SECONDS)),
        row.together(
            "psetex",
            4,
            WRITE,
            Keys.ONE,
            "Sets a key that lives so many milliseconds",
            call -> setex(call, Times.MILLIS)),
        row.together(
            "getset",
            3,
            FAST_WRITE,
            Keys.ONE,
            "Sets a key and answers what it held",
            StringCommands::getset),
        row.together(
            "getdel",
            2,
            "write,fast",
            Keys.ONE,
            "Deletes a key and answers what it held",
            StringCommands::getdel),
        row.together(
            "mget",
            -2,
            FAST_READ,
            Keys.ALL,
            "The values of keys; at one point in time for those of one shard",
            StringCommands::mget),
        row.together(
            "mset",
            -3,
            WRITE,
            Keys.PAIRS,
            "Sets keys; at once for those of one shard",
            StringCommands::mset),
        row.together(
            "msetnx",
            -3,
            WRITE,
            Keys.PAIRS,
            "Sets keys of one shard, if none of them is there",
            StringCommands::msetnx),
        row.together(
            "append",
            3,
            FAST_WRITE,
            Keys.ONE,
            "Appends to a value",
            call -> splice(call, Step.Splice.END, call.word(2))),
        row.together(
            "strlen", 2, FAST_READ, Keys.ONE, "The length of a value", StringCommands::strlen),
        row.together(
            "getrange", 4, "readonly", Keys.ONE, "A part of a value", StringCommands::getrange),
        row.together(
            "substr",
            4,
            "readonly",
            Keys.ONE,
            "GETRANGE under its old name",
            StringCommands::getrange),
        row.together(
            "setrange",
            4,
            WRITE,
            Keys.ONE,
            "Overwrites a part of a value",
            StringCommands::setrange));
  }

  private static Plan get(Call call) {
    return Plan.one(new Step.Look(call.key(1)), answers -> answers.value(0));
  }

  private static Plan setnx(Call call) {
    Step step =
        new Step.Make(new Operation.Set(call.key(1), call.word(2), Expiry.NEVER, Condition.ABSENT));
    return Plan.one(step, answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static Plan setex(Call call, Times times) {
    Expiry expiry = new Expiry.After(times.fromNow(call, 2));
    Step step =
        new Step.Make(new Operation.Set(call.key(1), call.word(3), expiry, Condition.ALWAYS));
    return Plan.one(
        step,
        answers -> {
          answers.all();
          return Reply.OK;
        });
  }

  private static Plan getset(Call call) {
    Key key = call.key(1);
    List<Step> steps =
        List.of(new Step.Look(key), new Step.Make(Operation.Set.of(key, call.word(2))));
    return new Plan.Keyed(steps, StringCommands::before);
  }

  private static Plan getdel(Call call) {
    Key key = call.key(1);
    List<Step> steps = List.of(new Step.Look(key), new Step.Make(Operation.Delete.of(key)));
    return new Plan.Keyed(steps, StringCommands::before);
  }

  /** What the first step found, if all were done. */
  private static Reply before(StepAnswers answers) {
    answers.all();
    return answers.value(0);
  }

  private static Plan mget(Call call) {
    List<Step> steps = new ArrayList<>();
    call.keys(1).forEach(key -> steps.add(new Step.Look(key)));
    return new Plan.Keyed(
        steps,
        answers ->
            Reply.array(IntStream.range(0, answers.size()).mapToObj(answers::value).toList()));
  }

  private static Plan mset(Call call) {
    List<Step> steps = new ArrayList<>();
    pairs(call).forEach(set -> steps.add(new Step.Make(set)));
    return new Plan.Keyed(
        steps,
        answers -> {
          answers.all();
          return Reply.OK;
        });
  }

  private static Plan msetnx(Call call) {
    List<Operation.Set> sets = pairs(call);
    List<Key> keys = sets.stream().map(Operation.Set::key).toList();
    call.inOneShard(keys);
    List<Operation.Check> checks =
        keys.stream().map(key -> new Operation.Check(key, Condition.ABSENT)).toList();
    Step step = new Step.Together(new Operation.Batch(checks, List.copyOf(sets)));
    return Plan.one(step, answers -> Reply.integer(answers.held(0) ? 1 : 0));
  }

  private static List<Operation.Set> pairs(Call call) {
    if (call.size() % 2 == 0) {
      throw new CommandException(
          "ERR wrong number of arguments for '" + call.command().name() + "' command");
    }
    List<Operation.Set> sets = new ArrayList<>();
    for (int i = 1; i < call.size(); i += 2) {
      sets.add(Operation.Set.of(call.key(i), call.word(i + 1)));
    }
    return sets;
  }

  private static Plan splice(Call call, long offset, Bytes bytes) {
    return Plan.one(
        new Step.Splice(call.key(1), offset, bytes), answers -> Reply.integer(answers.counted(0)));
  }

  private static Plan setrange(Call call) {
    long offset = call.integer(2);
    if (offset < 0) {
      throw new CommandException("ERR offset is out of range");
    }
    return splice(call, offset, call.word(3));
  }

  private static Plan strlen(Call call) {
    return Plan.one(
        new Step.Look(call.key(1)), answers -> Reply.integer(valueOf(answers).length()));
  }

  private static Bytes valueOf(StepAnswers answers) {
    return answers.result(0) instanceof Result.Found found ? found.value() : Bytes.EMPTY;
  }

  private static Plan getrange(Call call) {
    long start = call.integer(2);
    long end = call.integer(3);
    return Plan.one(
        new Step.Look(call.key(1)), answers -> Reply.bulk(range(valueOf(answers), start, end)));
  }

  /** Both ends are within; negative ones count from the end of the value. */
  private static Bytes range(Bytes value, long start, long end) {
    if (start < 0 && end < 0 && start > end) {
      return Bytes.EMPTY;
    }
    long length = value.length();
    long from = Math.max(start < 0 ? length + start : start, 0);
    long to = Math.min(Math.max(end < 0 ? length + end : end, 0), length - 1);
    return from > to || length == 0
        ? Bytes.EMPTY
        : Bytes.wrap(Arrays.copyOfRange(value.array(), (int) from, (int) to + 1));
  }
}
