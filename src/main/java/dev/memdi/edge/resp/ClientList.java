package dev.memdi.edge.resp;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code CLIENT LIST} and {@code CLIENT INFO}. */
final class ClientList {
  private ClientList() {}

  static Plan info(Call call) {
    return new Plan.Now(() -> Reply.verbatim(line(call.client(), call)));
  }

  private static String line(Client client, Call call) {
    return ClientText.of(client, call.backend().clock().epochMillis()) + "\n";
  }

  static Plan list(Call call) {
    List<Client> shown = List.copyOf(call.backend().clients().open());
    if (call.size() > 2) {
      switch (call.option(2)) {
        case "TYPE" -> {
          if (call.size() != 4) {
            throw CommandException.syntax();
          }
          shown = shown.stream().filter(ofType(call.text(3))).toList();
        }
        case "ID" -> {
          if (call.size() == 3) {
            throw CommandException.syntax();
          }
          List<Long> ids =
              IntStream.range(3, call.size())
                  .mapToObj(at -> Numbers.integer(call.word(at)))
                  .map(id -> id.orElseThrow(() -> new CommandException("ERR Invalid client ID")))
                  .toList();
          shown = shown.stream().filter(client -> ids.contains(client.id())).toList();
        }
        default -> throw CommandException.syntax();
      }
    }
    return Plan.now(
        Reply.verbatim(
            shown.stream().map(client -> line(client, call)).collect(Collectors.joining())));
  }

  /** Of the kinds of connection that Redis knows, there are two here. */
  static Predicate<Client> ofType(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "normal" -> client -> client.subscribed() == 0;
      case "pubsub" -> client -> client.subscribed() > 0;
      case "master", "replica", "slave" -> client -> false;
      default -> throw new CommandException("ERR Unknown client type '" + type + "'");
    };
  }
}
