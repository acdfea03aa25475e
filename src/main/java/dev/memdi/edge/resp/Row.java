package dev.memdi.edge.resp;

import java.util.List;

/** How the groups of commands write down their rows. */
record Row(String group) {
  Command together(
      String name,
      int arity,
      String flags,
      Command.Keys keys,
      String summary,
      Command.Action action) {
    return row(name, arity, flags, keys, summary, Command.Turn.TOGETHER, action);
  }

  /** Without keys. */
  Command together(String name, int arity, String flags, String summary, Command.Action action) {
    return together(name, arity, flags, Command.Keys.NONE, summary, action);
  }

  Command alone(String name, int arity, String flags, String summary, Command.Action action) {
    return row(name, arity, flags, Command.Keys.NONE, summary, Command.Turn.ALONE, action);
  }

  Command transaction(
      String name,
      int arity,
      String flags,
      Command.Keys keys,
      String summary,
      Command.Action action) {
    return row(name, arity, flags, keys, summary, Command.Turn.TRANSACTION, action);
  }

  /** One that has subcommands and does nothing by itself. */
  Command parent(String name, String summary) {
    return together(
        name,
        -2,
        "",
        summary,
        call -> {
          throw new IllegalStateException("there is always a subcommand: " + name);
        });
  }

  private Command row(
      String name,
      int arity,
      String flags,
      Command.Keys keys,
      String summary,
      Command.Turn turn,
      Command.Action action) {
    List<String> list = flags.isEmpty() ? List.of() : List.of(flags.split(","));
    return new Command(name, arity, list, keys, group, summary, turn, action);
  }
}
