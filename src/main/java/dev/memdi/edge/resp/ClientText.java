package dev.memdi.edge.resp;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client in the words of {@code CLIENT LIST}: the fields of Redis, in its order, and the keyspace
 * behind them. What there is none of here is 0.
 */
final class ClientText {
  private ClientText() {}

  static String of(Client client, long now) {
    ClientFacts facts = client.facts();
    Wire wire = facts.wire();
    long unparsed = wire.inbox().unparsed();
    long parsed = wire.inbox().parsed();
    long unsent = wire.unsent();
    long queued = client.transaction().map(Transaction::weight).orElse(0L);
    return Stream.<Map.Entry<String, Object>>of(
            Map.entry("id", client.id()),
            Map.entry("addr", client.address()),
            Map.entry("laddr", client.local()),
            Map.entry("fd", wire.descriptor()),
            Map.entry("name", client.name()),
            Map.entry("age", facts.age(now) / 1000),
            Map.entry("idle", facts.millisSinceCommand(now) / 1000),
            Map.entry("flags", flags(client)),
            Map.entry("db", 0),
            Map.entry("sub", client.subscribed(false)),
            Map.entry("psub", client.subscribed(true)),
            Map.entry("ssub", 0),
            Map.entry("multi", client.transaction().map(Transaction::size).orElse(-1)),
            Map.entry("qbuf", unparsed),
            Map.entry("qbuf-free", 0),
            Map.entry("argv-mem", parsed),
            Map.entry("multi-mem", queued),
            Map.entry("rbs", 0), // an answer's buffer is made for it
            Map.entry("rbp", 0),
            Map.entry("obl", 0),
            Map.entry("oll", 0),
            Map.entry("omem", unsent),
            Map.entry("tot-mem", unparsed + parsed + queued + unsent),
            Map.entry("events", (wire.reads() ? "r" : "") + (unsent > 0 ? "w" : "")),
            Map.entry("cmd", facts.command()),
            Map.entry("user", ConnectionCommands.USER),
            Map.entry("redir", -1),
            Map.entry("resp", client.version()),
            Map.entry("lib-name", facts.library()),
            Map.entry("lib-ver", facts.libraryVersion()),
            Map.entry("keyspace", client.router().keyspace().name()))
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining(" "));
  }

  private static String flags(Client client) {
    String flags =
        (client.subscribed() > 0 ? "P" : "")
            + (client.transaction().isPresent() ? "x" : "")
            + Arrays.stream(ClientFacts.Mark.values())
                .filter(client.facts()::is)
                .map(ClientFacts.Mark::letter)
                .collect(Collectors.joining());
    return flags.isEmpty() ? "N" : flags;
  }
}
