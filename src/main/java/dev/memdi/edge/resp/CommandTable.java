package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every command there is: what is dispatched, what {@code COMMAND} tells and what docs/redis.md
 * lists.
 */
final class CommandTable {
  private static final int SHOWN = 128;

  private final TreeMap<String, Command> commands = new TreeMap<>();

  /** Those without subcommands, by their names as clients write them most of the time. */
  private final Map<Bytes, Optional<Command>> asWritten = new HashMap<>();

  private CommandTable(List<Command> rows) {
    for (Command row : rows) {
      if (commands.put(row.name(), row) != null) {
        throw new IllegalArgumentException("two commands have the name " + row.name());
      }
    }
    for (Command command : topLevel()) {
      if (subcommands(command).isEmpty()) {
        asWritten.put(Bytes.utf8(command.name()), Optional.of(command));
        asWritten.put(Bytes.utf8(command.name().toUpperCase(Locale.ROOT)), Optional.of(command));
      }
    }
  }

  static CommandTable standard() {
    List<Command> rows = new ArrayList<>();
    rows.addAll(ConnectionCommands.rows());
    rows.addAll(ClientCommands.rows());
    rows.addAll(ServerCommands.rows());
    rows.addAll(ConfigCommands.rows());
    rows.addAll(WaitCommands.rows());
    rows.addAll(CommandCommands.rows());
    rows.addAll(AclCommands.rows());
    rows.addAll(MemoryCommands.rows());
    rows.addAll(StringCommands.rows());
    rows.addAll(NumberCommands.rows());
    rows.addAll(KeyCommands.rows());
    rows.addAll(ExpiryCommands.rows());
    rows.addAll(ObjectCommands.rows());
    rows.addAll(KeyspaceCommands.rows());
    rows.addAll(TransactionCommands.rows());
    rows.addAll(PubSubCommands.rows());
    rows.addAll(ClusterCommands.rows());
    return new CommandTable(rows);
  }

  /** Those without a parent, by name. */
  List<Command> topLevel() {
    return commands.values().stream().filter(command -> !command.isSubcommand()).toList();
  }

  List<Command> subcommands(Command parent) {
    return List.copyOf(commands.subMap(parent.name() + "|", parent.name() + "}").values());
  }

  Collection<Command> all() {
    return Collections.unmodifiableCollection(commands.values());
  }

  Optional<Command> named(String name) {
    return Optional.ofNullable(commands.get(name));
  }

  /** The command of a request; that of a subcommand, if there is one. */
  Optional<Command> find(WireRequest request) {
    return find(request.words());
  }

  Optional<Command> find(List<Bytes> words) {
    Optional<Command> found = asWritten.get(words.getFirst());
    return found != null ? found : findInAnyCase(words);
  }

  private Optional<Command> findInAnyCase(List<Bytes> words) {
    Command command = commands.get(WireRequest.lower(words.getFirst()));
    if (command == null || words.size() == 1 || subcommands(command).isEmpty()) {
      return Optional.ofNullable(command);
    }
    return named(command.name() + "|" + WireRequest.lower(words.get(1)));
  }

  /** What is said to a request that {@link #find} finds no command for. */
  CommandException unknown(WireRequest request) {
    List<Bytes> words = request.words();
    if (commands.containsKey(request.name())) {
      return new CommandException(
          "ERR unknown subcommand '%s'. Try %s HELP."
              .formatted(cut(words.get(1)), request.name().toUpperCase(Locale.ROOT)));
    }
    StringBuilder line =
        new StringBuilder("ERR unknown command '")
            .append(cut(words.getFirst()))
            .append("', with args beginning with: ");
    int begin = line.length();
    for (int i = 1; i < words.size() && line.length() - begin < SHOWN; i++) {
      line.append('\'').append(cut(words.get(i))).append("' ");
    }
    return new CommandException(line.toString());
  }

  /** A word, or as much of it as is told in an error. */
  static String cut(Bytes word) {
    String text = WireRequest.text(word);
    return text.length() > SHOWN ? text.substring(0, SHOWN) : text;
  }
}
