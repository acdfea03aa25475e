package dev.memdi.edge.resp;

/** A command that is answered with an error; the message begins with the error's word. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message, null, false, false); // an answer like any other: no stack is looked at
  }

  static CommandException syntax() {
    return new CommandException("ERR syntax error");
  }

  static CommandException notAnInteger() {
    return new CommandException("ERR value is not an integer or out of range");
  }

  /** Of a subcommand that there is, with words that it does not take. */
  static CommandException subcommand(Call call) {
    return new CommandException(
        "ERR unknown subcommand or wrong number of arguments for '%s'. Try %s HELP."
            .formatted(CommandTable.cut(call.word(1)), call.option(0)));
  }

  String line() {
    return String.valueOf(getMessage());
  }
}
