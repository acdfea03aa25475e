package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has to do with the connection alone. */
final class ConnectionCommands {
  /** The version of Redis whose commands are spoken, for clients that ask for one. */
  static final String REDIS_VERSION = "7.2.0";

  /** Everybody. */
  static final String USER = "default";

  private static final String FLAGS = "noscript,loading,stale,fast,no_auth,allow_busy";

  private ConnectionCommands() {}

  static List<Command> rows() {
    Row row = new Row("connection", Category.CONNECTION);
    return List.of(
        row.together("ping", -1, "fast", "PONG, or what was said", ConnectionCommands::ping),
        row.together(
            "echo",
            2,
            "loading,stale,fast",
            "What was said",
            call -> Plan.now(Reply.bulk(call.word(1)))),
        row.alone(
            "hello",
            -1,
            FLAGS,
            "Chooses version 2 or 3 of the protocol; AUTH, SETNAME",
            ConnectionCommands::hello),
        row.together(
            "auth",
            -2,
            FLAGS,
            "There are no passwords yet: only the user default is let in, with any",
            ConnectionCommands::auth),
        row.transaction(
            "quit",
            -1,
            FLAGS,
            Command.Keys.NONE,
            "Closes the connection",
            ConnectionCommands::quit),
        row.together(
            "select",
            2,
            "loading,stale,fast",
            "There is one database, 0",
            ConnectionCommands::select),
        row.transaction(
            "reset",
            1,
            FLAGS,
            Command.Keys.NONE,
            "Forgets all that the connection has chosen",
            ConnectionCommands::reset));
  }

  private static Plan ping(Call call) {
    if (call.size() > 2) {
      throw new CommandException("ERR wrong number of arguments for 'ping' command");
    }
    Bytes said = call.size() == 2 ? call.word(1) : Bytes.EMPTY;
    if (call.client().subscribed() > 0 && call.client().version() == 2) {
      return Plan.now(Reply.array(List.of(Reply.bulk("pong"), Reply.bulk(said))));
    }
    return Plan.now(call.size() == 2 ? Reply.bulk(said) : Reply.simple("PONG"));
  }

  private static Plan hello(Call call) {
    int version = call.client().version();
    int at = 1;
    if (call.size() > 1) {
      version = version(call.word(1));
      at = 2;
    }
    String name = call.client().name();
    while (at < call.size()) {
      String option = call.option(at);
      if (option.equals("AUTH") && at + 2 < call.size()) {
        checkUser(call.text(at + 1));
        at += 3;
      } else if (option.equals("SETNAME") && at + 1 < call.size()) {
        name = ClientCommands.checkedName(call.word(at + 1));
        at += 2;
      } else {
        throw new CommandException("ERR Syntax error in HELLO option '" + call.text(at) + "'");
      }
    }
    int spoken = version;
    String chosen = name;
    return new Plan.Now(() -> {
      call.client().speak(spoken);
      call.client().setName(chosen);
      Map<String, Reply> about = new LinkedHashMap<>();
      about.put("server", Reply.bulk("memdi"));
      about.put("version", Reply.bulk(REDIS_VERSION));
      about.put("proto", Reply.integer(spoken));
      about.put("id", Reply.integer(call.client().id()));
      about.put("mode", Reply.bulk(call.backend().redirection().mode()));
      about.put("role", Reply.bulk("master"));
      about.put("modules", Reply.array(List.of()));
      return Reply.map(about);
    });
  }

  private static int version(Bytes word) {
    long version =
        Numbers.integer(word)
            .orElseThrow(() ->
                new CommandException("ERR Protocol version is not an integer or out of range"));
    if (version != 2 && version != 3) {
      throw new CommandException("NOPROTO unsupported protocol version");
    }
    return (int) version;
  }

  private static Plan auth(Call call) {
    if (call.size() > 3) {
      throw CommandException.syntax();
    }
    if (call.size() == 2) {
      throw new CommandException(
          "ERR AUTH <password> called without any password configured for the default user."
              + " Are you sure your configuration is correct?");
    }
    checkUser(call.text(1));
    return Plan.now(Reply.OK);
  }

  private static void checkUser(String user) {
    if (!user.equals(USER)) {
      throw new CommandException("WRONGPASS invalid username-password pair or user is disabled.");
    }
  }

  private static Plan quit(Call call) {
    return new Plan.Now(() -> {
      call.client().closeSoon();
      return Reply.OK;
    });
  }

  private static Plan select(Call call) {
    long database = Numbers.integer(call.word(1)).orElseThrow(CommandException::notAnInteger);
    checkDatabase(database);
    return Plan.now(Reply.OK);
  }

  static void checkDatabase(long database) {
    if (database != 0) {
      throw new CommandException("ERR DB index is out of range");
    }
  }

  private static Plan reset(Call call) {
    return new Plan.Now(() -> {
      call.client().reset(call.backend().subscriptions());
      return Reply.simple("RESET");
    });
  }
}
