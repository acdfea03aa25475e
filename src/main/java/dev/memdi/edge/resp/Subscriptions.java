package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Who of this node's clients hears which channels. For any thread. */
final class Subscriptions {
  private static final Bytes MESSAGE = Bytes.utf8("message");
  private static final Bytes PMESSAGE = Bytes.utf8("pmessage");

  private final ConcurrentMap<Bytes, Set<Client>> channels = new ConcurrentHashMap<>();
  private final ConcurrentMap<Bytes, Set<Client>> patterns = new ConcurrentSkipListMap<>();

  void add(boolean pattern, Bytes name, Client client) {
    of(pattern)
        .compute(
            name,
            (_, clients) -> {
              Set<Client> some = clients == null ? ConcurrentHashMap.newKeySet() : clients;
              some.add(client);
              return some;
            });
  }

  void remove(boolean pattern, Bytes name, Client client) {
    of(pattern)
        .computeIfPresent(
            name,
            (_, clients) -> {
              clients.remove(client);
              return clients.isEmpty() ? null : clients;
            });
  }

  private ConcurrentMap<Bytes, Set<Client>> of(boolean pattern) {
    return pattern ? patterns : channels;
  }

  /** Passes a message on to all who hear it. */
  void heard(Bytes channel, Bytes message) {
    for (Client client : channels.getOrDefault(channel, Set.of())) {
      client.push(false, channel, push(List.of(MESSAGE, channel, message)));
    }
    for (Map.Entry<Bytes, Set<Client>> entry : patterns.entrySet()) {
      Bytes pattern = entry.getKey();
      if (Glob.of(pattern).matches(channel)) {
        Reply push = push(List.of(PMESSAGE, pattern, channel, message));
        entry.getValue().forEach(client -> client.push(true, pattern, push));
      }
    }
  }

  private static Reply push(List<Bytes> parts) {
    return out -> {
      out.push(parts.size());
      parts.forEach(out::bulk);
    };
  }

  /** How many of this node's clients hear a message on that channel; one may hear it twice. */
  long hearing(Bytes channel) {
    long matching =
        patterns.entrySet().stream()
            .filter(entry -> Glob.of(entry.getKey()).matches(channel))
            .mapToLong(entry -> entry.getValue().size())
            .sum();
    return subscribers(channel) + matching;
  }

  /** How many of this node's clients are subscribed to the channel itself. */
  long subscribers(Bytes channel) {
    return channels.getOrDefault(channel, Set.of()).size();
  }

  /** The channels that anybody here is subscribed to. */
  List<Bytes> channels() {
    return channels.keySet().stream().sorted().toList();
  }

  int patterns() {
    return patterns.size();
  }
}
