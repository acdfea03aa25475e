package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.math.BigDecimal;
import java.util.List;

/** Values that are counted with. */
final class NumberCommands {
  private static final String FLAGS = "write,denyoom,fast";

  private NumberCommands() {}

  static List<Command> rows() {
    Row row = new Row("string", Category.STRING);
    return List.of(
        row.together("incr", 2, FLAGS, Keys.ONE, "Adds 1 to an integer", call -> add(call, 1)),
        row.together("decr", 2, FLAGS, Keys.ONE, "Takes 1 off an integer", call -> add(call, -1)),
        row.together(
            "incrby", 3, FLAGS, Keys.ONE, "Adds to an integer", call -> add(call, call.integer(2))),
        row.together("decrby", 3, FLAGS, Keys.ONE, "Takes off an integer", NumberCommands::decrby),
        row.together(
            "incrbyfloat",
            3,
            FLAGS,
            Keys.ONE,
            "Adds to a decimal number, exactly, with at most 17 digits behind the point",
            NumberCommands::incrbyfloat));
  }

  private static Plan add(Call call, long delta) {
    return Plan.one(
        new Step.Make(new Operation.Increment(call.key(1), delta)),
        answers -> {
          Bytes sum = answers.updated(0);
          return Reply.integer(Long.parseLong(sum.utf8()));
        });
  }

  private static Plan decrby(Call call) {
    long delta = call.integer(2);
    if (delta == Long.MIN_VALUE) {
      throw new CommandException("ERR decrement would overflow");
    }
    return add(call, -delta);
  }

  private static Plan incrbyfloat(Call call) {
    BigDecimal delta = Numbers.decimal(call.word(2)).orElseThrow(NumberCommands::notAFloat);
    return Plan.one(
        new Step.AddDecimal(call.key(1), delta),
        answers -> {
          if (answers.refusal(0).filter(Refusal.Invalid.class::isInstance).isPresent()) {
            throw notAFloat();
          }
          if (answers.refusal(0).filter(Refusal.Overflow.class::isInstance).isPresent()) {
            throw new CommandException("ERR increment would produce NaN or Infinity");
          }
          return Reply.bulk(answers.updated(0));
        });
  }

  private static CommandException notAFloat() {
    return new CommandException("ERR value is not a valid float");
  }
}
