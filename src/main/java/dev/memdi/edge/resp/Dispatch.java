package dev.memdi.edge.resp;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to its plan, and from whatever is wrong with it to an error. */
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private Dispatch() {}

  static Plan plan(Optional<Command> found, WireRequest request, Client client, Backend backend) {
    try {
      Command command = found.orElseThrow(() -> backend.commands().unknown(request));
      if (!command.takes(request.words().size())) {
        throw new CommandException(
            "ERR wrong number of arguments for '" + command.name() + "' command");
      }
      Call call = new Call(command, request.words(), client, backend);
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
