package dev.memdi.edge.resp;

import java.util.List;
import java.util.function.Predicate;

/** {@code CLIENT KILL}: an address, or conditions that all have to hold. */
final class ClientKill {
  private ClientKill() {}

  static Plan plan(Call call) {
    if (call.size() == 3) {
      String address = call.text(2);
      return new Plan.Now(() -> {
        if (kill(call, client -> client.address().equals(address)) == 0) {
          throw new CommandException("ERR No such client");
        }
        return Reply.OK;
      });
    }
    Predicate<Client> wanted = conditions(call);
    return new Plan.Now(() -> Reply.integer(kill(call, wanted)));
  }

  private static Predicate<Client> conditions(Call call) {
    if (call.size() % 2 == 1) {
      throw CommandException.syntax();
    }
    boolean skipMe = true;
    Predicate<Client> wanted = client -> true;
    for (int at = 2; at < call.size(); at += 2) {
      String value = call.text(at + 1);
      switch (call.option(at)) {
        case "ID" -> {
          long id =
              Numbers.integer(call.word(at + 1))
                  .filter(number -> number > 0)
                  .orElseThrow(
                      () -> new CommandException("ERR client-id should be greater than 0"));
          wanted = wanted.and(client -> client.id() == id);
        }
        case "ADDR" -> wanted = wanted.and(client -> client.address().equals(value));
        case "LADDR" -> wanted = wanted.and(client -> client.local().equals(value));
        case "TYPE" -> wanted = wanted.and(ClientList.ofType(value));
        case "USER" -> {
          if (!value.equals(ConnectionCommands.USER)) {
            throw new CommandException("ERR No such user '" + value + "'");
          }
        }
        case "SKIPME" ->
            skipMe =
                switch (call.option(at + 1)) {
                  case "YES" -> true;
                  case "NO" -> false;
                  default -> throw CommandException.syntax();
                };
        default -> throw CommandException.syntax();
      }
    }
    boolean mine = !skipMe;
    return wanted.and(client -> mine || client.id() != call.client().id());
  }

  private static int kill(Call call, Predicate<Client> wanted) {
    List<Client> found = call.backend().clients().open().stream().filter(wanted).toList();
    for (Client client : found) {
      if (client.id() == call.client().id()) {
        client.closeSoon(); // with the answer to this
      } else {
        client.close();
      }
    }
    return found.size();
  }
}
