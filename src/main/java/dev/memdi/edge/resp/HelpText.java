package dev.memdi.edge.resp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code HELP} of a command with subcommands says: its rows in the table. */
final class HelpText {
  private HelpText() {}

  static Plan plan(Call call) {
    String parent = call.command().name().substring(0, call.command().name().indexOf('|'));
    CommandTable commands = call.backend().commands();
    List<Reply> lines = new ArrayList<>();
    String name = parent.toUpperCase(Locale.ROOT);
    lines.add(Reply.simple(name + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
    for (Command command : commands.subcommands(commands.named(parent).orElseThrow())) {
      lines.add(
          Reply.simple(command.name().substring(parent.length() + 1).toUpperCase(Locale.ROOT)));
      lines.add(Reply.simple("    " + command.summary() + "."));
    }
    return Plan.now(Reply.array(lines));
  }
}
