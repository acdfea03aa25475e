package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code CONFIG}: what of Redis' parameters means something here. */
final class ConfigCommands {
  private static final String FLAGS = "admin,noscript,loading,stale";
  private static final String EVENTS = "notify-keyspace-events";
  private static final String MOST_CLIENTS = "maxclients";
  private static final long MOST = 4294967295L;

  private ConfigCommands() {}

  static List<Command> rows() {
    Row row = new Row("server");
    return List.of(
        row.parent("config", "What Redis' tools ask of a configuration"),
        row.together(
            "config|get",
            -3,
            FLAGS,
            "Parameters whose names match; memdi's own settings are in its configuration file",
            ConfigCommands::get),
        row.alone(
            "config|set",
            -4,
            FLAGS,
            "Sets notify-keyspace-events or maxclients of this node, until it stops",
            ConfigCommands::set),
        row.together(
            "config|resetstat", 2, FLAGS, "Begins to count anew", ConfigCommands::resetStat),
        row.together("config|help", 2, "loading,stale", "What there is of CONFIG", HelpText::plan));
  }

  private static Map<String, String> parameters(Call call) {
    Backend backend = call.backend();
    boolean onDisk = call.client().router().keyspace().isOnDisk();
    Map<String, String> all = new TreeMap<>();
    all.put("appendonly", onDisk ? "yes" : "no");
    all.put("appendfsync", onDisk ? "always" : "no");
    all.put("cluster-enabled", backend.redirection().isOn() ? "yes" : "no");
    all.put("databases", "1");
    all.put(MOST_CLIENTS, Long.toString(backend.clients().most()));
    all.put("maxmemory", "0");
    all.put("maxmemory-policy", "noeviction");
    all.put(EVENTS, backend.events().classes().shown());
    all.put("port", Integer.toString(backend.settings().node().resp().port()));
    all.put("proto-max-bulk-len", Integer.toString(backend.settings().limits().value()));
    all.put("save", "");
    all.put("timeout", "0");
    return all;
  }

  private static Plan get(Call call) {
    List<Glob> wanted = new ArrayList<>();
    for (int at = 2; at < call.size(); at++) {
      wanted.add(Glob.of(Bytes.utf8(WireRequest.lower(call.word(at)))));
    }
    return new Plan.Now(() -> {
      Map<String, Reply> found = new TreeMap<>();
      parameters(call)
          .forEach((name, value) -> {
            if (wanted.stream().anyMatch(glob -> glob.matches(Bytes.utf8(name)))) {
              found.put(name, Reply.bulk(value));
            }
          });
      return Reply.map(found);
    });
  }

  /** All of it, or nothing. */
  private static Plan set(Call call) {
    if (call.size() % 2 == 1) {
      throw CommandException.syntax();
    }
    Map<String, String> known = parameters(call);
    Map<String, String> wanted = new LinkedHashMap<>();
    for (int at = 2; at < call.size(); at += 2) {
      String name = WireRequest.lower(call.word(at));
      if (!known.containsKey(name)) {
        throw new CommandException(
            "ERR Unknown option or number of arguments for CONFIG SET - '%s'"
                .formatted(call.text(at)));
      }
      if (wanted.put(name, call.text(at + 1)) != null) {
        throw failed(name, "duplicate parameter");
      }
    }
    wanted.keySet().stream()
        .filter(name -> !name.equals(EVENTS) && !name.equals(MOST_CLIENTS))
        .findFirst()
        .ifPresent(name -> {
          throw failed(name, "can't set immutable config");
        });
    long most =
        wanted.containsKey(MOST_CLIENTS)
            ? mostClients(wanted.get(MOST_CLIENTS))
            : call.backend().clients().most();
    EventClasses classes =
        wanted.containsKey(EVENTS)
            ? classes(wanted.get(EVENTS))
            : call.backend().events().classes();
    return new Plan.Later(whenDone -> {
      call.backend().clients().setMost(most);
      call.backend().events().tell(classes, () -> whenDone.accept(Reply.OK));
    });
  }

  private static long mostClients(String text) {
    long most =
        Numbers.integer(Bytes.utf8(text))
            .orElseThrow(() -> failed(MOST_CLIENTS, "argument couldn't be parsed into an integer"));
    if (most < 1 || most > MOST) {
      throw failed(MOST_CLIENTS, "argument must be between 1 and " + MOST + " inclusive");
    }
    return most;
  }

  private static EventClasses classes(String text) {
    return EventClasses.parse(text)
        .orElseThrow(() -> failed(EVENTS, "Invalid event class character. Use 'Ag$lshzxeKEtmdn'."));
  }

  private static CommandException failed(String name, String why) {
    return new CommandException(
        "ERR CONFIG SET failed (possibly related to argument '%s') - %s".formatted(name, why));
  }

  private static Plan resetStat(Call call) {
    return new Plan.Now(() -> {
      call.backend().clients().countAnew();
      return Reply.OK;
    });
  }
}
