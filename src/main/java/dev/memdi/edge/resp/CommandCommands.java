package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code COMMAND}: what the table holds. */
final class CommandCommands {
  private static final String FLAGS = "loading,stale";

  private CommandCommands() {}

  static List<Command> rows() {
    Row row = new Row("server", Category.CONNECTION);
    return List.of(
        row.together("command", -1, FLAGS, "All commands", CommandCommands::everything),
        row.together(
            "command|count",
            2,
            FLAGS,
            "How many commands there are",
            call -> Plan.now(Reply.integer(call.backend().commands().topLevel().size()))),
        row.together(
            "command|info", -2, FLAGS, "Arity, flags and keys of commands", CommandCommands::info),
        row.together("command|docs", -2, FLAGS, "What commands do", CommandCommands::docs),
        row.together(
            "command|list",
            -2,
            FLAGS,
            "The names of commands; FILTERBY PATTERN, ACLCAT, MODULE",
            CommandCommands::list),
        row.together("command|getkeys", -3, FLAGS, "The keys of a call", CommandCommands::getKeys),
        row.together("command|help", 2, FLAGS, "What there is of COMMAND", HelpText::plan));
  }

  private static Plan everything(Call call) {
    CommandTable commands = call.backend().commands();
    return Plan.now(Reply.array(describe(commands.topLevel(), commands)));
  }

  private static List<Reply> describe(Collection<Command> chosen, CommandTable commands) {
    return chosen.stream().map(command -> describe(command, commands)).toList();
  }

  private static Reply describe(Command command, CommandTable commands) {
    Command.Keys keys = command.keys();
    List<Reply> empty = List.of();
    List<Command> subcommands = command.isSubcommand() ? List.of() : commands.subcommands(command);
    List<Reply> categories =
        command.categories().stream().map(category -> Reply.simple("@" + category.text())).toList();
    return Reply.array(
        List.of(
            Reply.bulk(command.name()),
            Reply.integer(command.arity()),
            Reply.set(command.flags().stream().map(Reply::simple).toList()),
            Reply.integer(keys.first()),
            Reply.integer(keys.last()),
            Reply.integer(keys.step()),
            Reply.set(categories),
            Reply.array(empty), // tips
            Reply.array(empty), // what the three numbers before say, in another way
            Reply.array(describe(subcommands, commands))));
  }

  private static Plan info(Call call) {
    CommandTable commands = call.backend().commands();
    if (call.size() == 2) {
      return everything(call);
    }
    List<Reply> found = new ArrayList<>();
    for (int at = 2; at < call.size(); at++) {
      found.add(
          commands
              .named(WireRequest.lower(call.word(at)))
              .map(command -> describe(command, commands))
              .orElse(Reply.NULL_ARRAY));
    }
    return Plan.now(Reply.array(found));
  }

  private static Plan docs(Call call) {
    CommandTable commands = call.backend().commands();
    Map<String, Reply> docs = new LinkedHashMap<>();
    if (call.size() == 2) {
      commands.topLevel().forEach(command -> docs.put(command.name(), doc(command, commands)));
    }
    for (int at = 2; at < call.size(); at++) {
      commands
          .named(WireRequest.lower(call.word(at)))
          .ifPresent(command -> docs.put(command.name(), doc(command, commands)));
    }
    return Plan.now(Reply.map(docs));
  }

  private static Reply doc(Command command, CommandTable commands) {
    Map<String, Reply> doc = new LinkedHashMap<>();
    doc.put("summary", Reply.bulk(command.summary()));
    doc.put("group", Reply.bulk(command.group()));
    List<Command> subcommands = command.isSubcommand() ? List.of() : commands.subcommands(command);
    if (!subcommands.isEmpty()) {
      Map<String, Reply> docs = new LinkedHashMap<>();
      subcommands.forEach(sub -> docs.put(sub.name(), doc(sub, commands)));
      doc.put("subcommands", Reply.map(docs));
    }
    return Reply.map(doc);
  }

  private static Plan list(Call call) {
    Predicate<Command> wanted = command -> true;
    if (call.size() > 2) {
      if (call.size() != 5 || !call.option(2).equals("FILTERBY")) {
        throw CommandException.syntax();
      }
      wanted =
          switch (call.option(3)) {
            case "PATTERN" -> {
              Glob glob = Glob.of(Bytes.utf8(call.text(4).toLowerCase(Locale.ROOT)));
              yield command -> glob.matches(Bytes.utf8(command.name()));
            }
            case "ACLCAT" -> {
              Optional<Category> category = Category.named(WireRequest.text(call.word(4)));
              yield command -> category.filter(command::isIn).isPresent();
            }
            case "MODULE" -> command -> false; // there are none
            default -> throw CommandException.syntax();
          };
    }
    return Plan.now(names(call, wanted));
  }

  /** Subcommands among them. */
  static Reply names(Call call, Predicate<Command> wanted) {
    return Reply.array(
        call.backend().commands().all().stream()
            .filter(wanted)
            .map(command -> Reply.bulk(command.name()))
            .toList());
  }

  private static Plan getKeys(Call call) {
    List<Bytes> words = call.words().subList(2, call.size());
    Optional<Command> command = call.backend().commands().find(words);
    if (command.isEmpty()) {
      throw new CommandException("ERR Invalid command specified");
    }
    Command.Keys keys = command.get().keys();
    if (keys.first() == 0) {
      throw new CommandException("ERR The command has no key arguments");
    }
    if (!command.get().takes(words.size())) {
      throw new CommandException("ERR Invalid number of arguments specified for command");
    }
    return Plan.now(Reply.array(keys.of(words).stream().map(Reply::bulk).toList()));
  }
}
