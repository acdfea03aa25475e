package dev.memdi.edge.resp;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Refusal;
import dev.memdi.edge.resp.ClientFacts.Mark;
import dev.memdi.routing.Router;
import java.util.List;
import java.util.Locale;

/** {@code CLIENT}: what a connection tells and asks of itself and of others at this node. */
final class ClientCommands {
  private static final String FLAGS = "noscript,loading,stale";
  private static final String ADMIN = "admin,noscript,loading,stale";

  private ClientCommands() {}

  static List<Command> rows() {
    Row row = new Row("connection", Category.CONNECTION);
    Row ours = new Row("memdi", Category.CONNECTION);
    return List.of(
        row.parent("client", "Connections"),
        row.together(
            "client|id",
            2,
            FLAGS,
            "The number of this connection at this node",
            call -> Plan.now(Reply.integer(call.client().id()))),
        row.together(
            "client|getname", 2, FLAGS, "The name of this connection", ClientCommands::getName),
        row.together("client|setname", 3, FLAGS, "Names this connection", ClientCommands::setName),
        row.together(
            "client|setinfo",
            4,
            FLAGS,
            "LIB-NAME or LIB-VER: what library this is",
            ClientCommands::setInfo),
        row.together("client|info", 2, FLAGS, "What is known of this connection", ClientList::info),
        row.together(
            "client|list", -2, ADMIN, "The connections of this node; TYPE, ID", ClientList::list),
        row.together(
            "client|kill",
            -3,
            ADMIN,
            "Closes connections of this node; ID, ADDR, LADDR, USER, TYPE, SKIPME",
            ClientKill::plan),
        row.together(
            "client|no-evict",
            3,
            ADMIN,
            "ON or OFF; does nothing: no connection is closed for want of memory",
            call -> onOrOff(call, Mark.NO_EVICT)),
        row.together(
            "client|no-touch",
            3,
            FLAGS,
            "ON or OFF; does nothing: no key is put out for want of use",
            call -> onOrOff(call, Mark.NO_TOUCH)),
        row.alone(
            "client|reply",
            3,
            FLAGS,
            "ON, OFF or SKIP: which answers this connection gets",
            ClientCommands::reply),
        row.together("client|help", 2, "loading,stale", "What there is of CLIENT", HelpText::plan),
        ours.alone(
            "client|ack",
            -2,
            FLAGS,
            "What writes of this connection wait for: LEADER, QUORUM or DISK",
            ClientCommands::ack),
        ours.alone(
            "client|read",
            -2,
            FLAGS,
            "What reads of this connection may see: LINEARIZABLE or LOCAL",
            ClientCommands::read),
        ours.alone(
            "client|keyspace",
            -2,
            FLAGS,
            "The keyspace that this connection's commands are for",
            ClientCommands::keyspace));
  }

  private static Plan getName(Call call) {
    return new Plan.Now(() -> {
      String name = call.client().name();
      return name.isEmpty() ? Reply.NULL : Reply.bulk(name);
    });
  }

  private static Plan setName(Call call) {
    String name = checkedName(call.word(2));
    return new Plan.Now(() -> {
      call.client().setName(name);
      return Reply.OK;
    });
  }

  static String checkedName(Bytes word) {
    if (!isPlain(word)) {
      throw new CommandException(
          "ERR Client names cannot contain spaces, newlines or special characters.");
    }
    return WireRequest.text(word);
  }

  private static boolean isPlain(Bytes word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.at(i) < '!' || word.at(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static Plan setInfo(Call call) {
    String option = call.option(2);
    if (!option.equals("LIB-NAME") && !option.equals("LIB-VER")) {
      throw new CommandException("ERR Unrecognized option '" + call.text(2) + "'");
    }
    if (!isPlain(call.word(3))) {
      throw new CommandException(
          "ERR %s cannot contain spaces, newlines or special characters."
              .formatted(option.toLowerCase(Locale.ROOT)));
    }
    String value = WireRequest.text(call.word(3));
    return new Plan.Now(() -> {
      if (option.equals("LIB-NAME")) {
        call.client().facts().setLibrary(value);
      } else {
        call.client().facts().setLibraryVersion(value);
      }
      return Reply.OK;
    });
  }

  private static Plan onOrOff(Call call, Mark mark) {
    boolean on =
        switch (call.option(2)) {
          case "ON" -> true;
          case "OFF" -> false;
          default -> throw CommandException.syntax();
        };
    return new Plan.Now(() -> {
      call.client().facts().mark(mark, on);
      return Reply.OK;
    });
  }

  private static Plan reply(Call call) {
    Client client = call.client();
    return switch (call.option(2)) {
      case "ON" ->
          new Plan.Now(() -> {
            client.silence(false);
            return Reply.OK;
          });
      case "OFF" ->
          new Plan.Now(() -> {
            client.silence(true);
            return Reply.OK;
          });
      case "SKIP" ->
          new Plan.Now(() -> {
            client.skipNext();
            return Reply.OK;
          });
      default -> throw CommandException.syntax();
    };
  }

  private static Plan ack(Call call) {
    if (call.size() == 2) {
      return new Plan.Now(() -> Reply.bulk(lower(call.client().ack())));
    }
    Ack ack = choice(call, Ack.values());
    Keyspace keyspace = call.client().router().keyspace();
    if (!keyspace.durability().gives(ack)) {
      throw Errors.of(
          new Refusal.AckUnavailable(
              ack,
              "the durability of keyspace %s is %s and not sync"
                  .formatted(keyspace.name(), lower(keyspace.durability()))));
    }
    return new Plan.Now(() -> {
      call.client().setAck(ack);
      return Reply.OK;
    });
  }

  private static Plan read(Call call) {
    if (call.size() == 2) {
      return new Plan.Now(() -> Reply.bulk(lower(call.client().read())));
    }
    Consistency read = choice(call, Consistency.values());
    return new Plan.Now(() -> {
      call.client().setRead(read);
      return Reply.OK;
    });
  }

  private static Plan keyspace(Call call) {
    if (call.size() == 2) {
      return new Plan.Now(() -> Reply.bulk(call.client().router().keyspace().name()));
    }
    if (call.size() > 3) {
      throw CommandException.syntax();
    }
    if (!call.client().watched().isEmpty()) {
      throw new CommandException("ERR CLIENT KEYSPACE is not allowed while keys are watched");
    }
    Router router =
        call.backend()
            .routers()
            .named(call.text(2))
            .orElseThrow(
                () -> new CommandException("ERR there is no keyspace '" + call.text(2) + "'"));
    return new Plan.Now(() -> {
      call.client().goTo(router);
      return Reply.OK;
    });
  }

  private static <E extends Enum<E>> E choice(Call call, E[] choices) {
    if (call.size() > 3) {
      throw CommandException.syntax();
    }
    for (E choice : choices) {
      if (choice.name().equals(call.option(2))) {
        return choice;
      }
    }
    throw CommandException.syntax();
  }

  private static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
