package dev.memdi.edge.resp;

import dev.memdi.api.Key;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several commands at once. */
final class TransactionCommands {
  private static final String FLAGS = "noscript,loading,stale,fast,allow_busy";

  private TransactionCommands() {}

  static List<Command> rows() {
    Row row = new Row("transactions", Category.TRANSACTION);
    return List.of(
        row.transaction(
            "multi",
            1,
            FLAGS,
            Keys.NONE,
            "What follows is queued until EXEC",
            TransactionCommands::multi),
        row.transaction(
            "exec",
            1,
            "noscript,loading,stale,skip_slowlog",
            Keys.NONE,
            "Does what was queued, all at once, within one shard",
            TransactionCommands::exec),
        row.transaction(
            "discard",
            1,
            FLAGS,
            Keys.NONE,
            "Forgets what was queued",
            TransactionCommands::discard),
        row.transaction(
            "watch",
            -2,
            FLAGS,
            Keys.ALL,
            "Lets EXEC do nothing if one of the keys has changed by then",
            TransactionCommands::watch),
        row.together(
            "unwatch", 1, FLAGS, "Forgets what was watched", TransactionCommands::unwatch));
  }

  private static Plan multi(Call call) {
    if (call.client().transaction().isPresent()) {
      return Plan.now(Reply.error("ERR MULTI calls can not be nested"));
    }
    call.client().begin();
    return Plan.now(Reply.OK);
  }

  private static Plan discard(Call call) {
    inTransaction(call, "DISCARD");
    call.client().end();
    call.client().watched().clear();
    return Plan.now(Reply.OK);
  }

  private static Transaction inTransaction(Call call, String name) {
    return call.client()
        .transaction()
        .orElseThrow(() -> new CommandException("ERR " + name + " without MULTI"));
  }

  private static Plan exec(Call call) {
    Transaction transaction = inTransaction(call, "EXEC");
    Map<Key, Revision> watched = new LinkedHashMap<>(call.client().watched());
    call.client().end();
    call.client().watched().clear();
    if (transaction.isBroken()) {
      throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
    }
    call.backend().redirection().check(transaction.keys(), call);
    return Transaction.execute(transaction, watched, call);
  }

  private static Plan watch(Call call) {
    if (call.client().transaction().isPresent()) {
      return Plan.now(Reply.error("ERR WATCH inside MULTI is not allowed"));
    }
    List<Key> keys = call.keys(1);
    int most = call.backend().settings().limits().batchOperations();
    if (call.client().watched().size() + keys.size() > most) {
      throw new CommandException("ERR no more than " + most + " keys are watched at once");
    }
    List<Step> steps = keys.stream().<Step>map(Step.Peek::new).toList();
    return new Plan.Keyed(
        steps,
        answers -> {
          answers.all();
          for (int i = 0; i < keys.size(); i++) {
            Revision revision =
                answers.result(i) instanceof Result.Found found ? found.revision() : Revision.NONE;
            // the first look counts: what has changed since is seen
            call.client().watched().putIfAbsent(keys.get(i), revision);
          }
          return Reply.OK;
        });
  }

  /** In a transaction, what was watched is forgotten with it in any case. */
  private static Plan unwatch(Call call) {
    return new Plan.Now(() -> {
      call.client().watched().clear();
      return Reply.OK;
    });
  }
}
