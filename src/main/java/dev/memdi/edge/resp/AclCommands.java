package dev.memdi.edge.resp;

import java.util.Arrays;
import java.util.List;

/** {@code ACL}: what can be told while there are neither users nor rules. */
final class AclCommands {
  private static final String FLAGS = "noscript,loading,stale";

  private AclCommands() {}

  static List<Command> rows() {
    Row row = new Row("server");
    return List.of(
        row.parent("acl", "Access control, of which there is none yet"),
        row.together(
            "acl|cat",
            -2,
            FLAGS,
            "The categories of commands, or the commands of one",
            AclCommands::categories),
        row.together(
            "acl|whoami",
            2,
            FLAGS,
            "default: there are no other users yet",
            call -> Plan.now(Reply.bulk(ConnectionCommands.USER))),
        row.together("acl|help", 2, "loading,stale", "What there is of ACL", HelpText::plan));
  }

  private static Plan categories(Call call) {
    if (call.size() > 3) {
      throw CommandException.subcommand(call);
    }
    if (call.size() == 2) {
      return Plan.now(
          Reply.array(
              Arrays.stream(Category.values())
                  .map(category -> Reply.bulk(category.text()))
                  .toList()));
    }
    Category wanted =
        Category.named(WireRequest.text(call.word(2)))
            .orElseThrow(() ->
                new CommandException(
                    "ERR Unknown category '%s'".formatted(CommandTable.cut(call.word(2)))));
    return Plan.now(CommandCommands.names(call, command -> command.isIn(wanted)));
  }
}
