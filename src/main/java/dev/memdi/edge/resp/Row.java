package dev.memdi.edge.resp;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How the groups of commands write down their rows.
 *
 * @param named the categories of its commands that do not follow from their flags
 */
record Row(String group, Set<Category> named) {
  Row(String group, Category... named) {
    this(group, Set.of(named));
  }

  /** The same for commands that are in another category, too. */
  Row also(Category other) {
    EnumSet<Category> all = EnumSet.of(other);
    all.addAll(named);
    return new Row(group, all);
  }

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
    return new Row(group)
        .together(
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
    return new Command(
        name, arity, list, keys, group, Category.of(list, named), summary, turn, action);
  }
}
