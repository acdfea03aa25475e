package dev.memdi.edge.resp;

import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its plan, and from whatever is wrong with it to an error. */
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /**
   * What a client may say that hears channels, in the version that tells no pushes from answers.
   */
  private static final Set<String> MEANWHILE =
      Set.of("subscribe", "psubscribe", "unsubscribe", "punsubscribe", "ping", "quit", "reset");

  private Dispatch() {}

  static Plan plan(Optional<Command> found, WireRequest request, Client client, Backend backend) {
    try {
      Command command = found.orElseThrow(() -> backend.commands().unknown(request));
      if (!command.takes(request.words().size())) {
        throw new CommandException(
            "ERR wrong number of arguments for '" + command.name() + "' command");
      }
      if (client.subscribed() > 0 && client.version() == 2 && !MEANWHILE.contains(command.name())) {
        throw new CommandException(
            ("ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                    + " are allowed in this context")
                .formatted(command.name()));
      }
      Call call = new Call(command, request.words(), client, backend);
      backend.redirection().check(call);
      boolean queued =
          client.transaction().isPresent() && command.turn() != Command.Turn.TRANSACTION;
      return queued ? queue(call) : command.action().plan(call);
    } catch (CommandException e) {
      client.transaction().ifPresent(Transaction::breakUp);
      return Plan.now(Reply.error(e.line()));
    } catch (RuntimeException e) {
      LOG.error("the command {} failed by an error of this server", request.name(), e);
      return Plan.now(Reply.error(Replies.INTERNAL));
    }
  }

  private static Plan queue(Call call) {
    if (call.command().turn() == Command.Turn.ALONE) {
      throw new CommandException("ERR Command not allowed inside a transaction");
    }
    call.client().transaction().orElseThrow().queue(call);
    return Plan.now(Reply.QUEUED);
  }
}
