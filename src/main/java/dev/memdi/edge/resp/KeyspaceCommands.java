package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** What concerns all keys of all shards. */
final class KeyspaceCommands {
  private static final int PAGE = 1000;
  private static final int SAMPLE = 64;
  private static final int USUAL_COUNT = 10;

  private KeyspaceCommands() {}

  static List<Command> rows() {
    Row row = new Row("generic", Category.KEYSPACE);
    Row server = new Row("server", Category.KEYSPACE);
    return List.of(
        row.alone(
            "scan",
            -2,
            "readonly",
            "Some keys after others; MATCH, COUNT, TYPE. A scan goes on at the node where it began",
            KeyspaceCommands::scan),
        row.also(Category.DANGEROUS)
            .alone(
                "keys",
                2,
                "readonly",
                "All keys that match; not at one point in time",
                KeyspaceCommands::keys),
        row.alone(
            "randomkey",
            1,
            "readonly",
            "Some key, not every one as probable as another",
            KeyspaceCommands::randomKey),
        server.alone(
            "dbsize", 1, "readonly,fast", "How many keys there are", KeyspaceCommands::dbsize),
        server
            .also(Category.DANGEROUS)
            .alone(
                "flushdb",
                -1,
                "write",
                "Deletes all keys, some at a time",
                KeyspaceCommands::flush),
        server
            .also(Category.DANGEROUS)
            .alone(
                "flushall",
                -1,
                "write",
                "Deletes all keys, some at a time",
                KeyspaceCommands::flush));
  }

  private static Plan scan(Call call) {
    String text = WireRequest.text(call.word(1));
    if (!text.matches("[0-9]{1,20}")) {
      throw new CommandException("ERR invalid cursor");
    }
    Optional<Key> after = Optional.empty();
    if (!text.matches("0+")) {
      after =
          Numbers.integer(call.word(1))
              .flatMap(call.backend().cursors()::find)
              .or(() -> {
                throw new CommandException(
                    "ERR the cursor "
                        + text
                        + " is not known at this node, or not any more: begin again with 0");
              });
    }
    Glob glob = Glob.of(Bytes.utf8("*"));
    long count = USUAL_COUNT;
    boolean strings = true;
    for (int at = 2; at < call.size(); at += 2) {
      if (at + 1 == call.size()) {
        throw CommandException.syntax();
      }
      switch (call.option(at)) {
        case "MATCH" -> glob = Glob.of(call.word(at + 1));
        case "COUNT" -> {
          count = call.integer(at + 1);
          if (count < 1) {
            throw CommandException.syntax();
          }
        }
        case "TYPE" -> strings = call.option(at + 1).equals("STRING");
        default -> throw CommandException.syntax();
      }
    }
    int limit = (int) Math.min(count, call.backend().settings().limits().scan());
    Glob wanted = glob;
    boolean any = strings;
    Operation page = new Operation.Scan(wanted.prefix(), after, limit);
    return later(
        call,
        page,
        (result, whenDone) -> {
          Result.Page found = (Result.Page) result;
          String next =
              found.more() && !found.entries().isEmpty()
                  ? Long.toString(call.backend().cursors().add(found.entries().getLast().key()))
                  : "0";
          List<Reply> keys =
              found.entries().stream()
                  .map(entry -> entry.key().bytes())
                  .filter(key -> any && wanted.matches(key))
                  .map(Reply::bulk)
                  .toList();
          whenDone.accept(Reply.array(List.of(Reply.bulk(next), Reply.array(keys))));
        });
  }

  private static Plan keys(Call call) {
    Glob glob = Glob.of(call.word(1));
    return new Plan.Later(whenDone -> {
      KeyList found = KeyList.of(call);
      page(call, glob, Optional.empty(), found, whenDone);
    });
  }

  private static void page(
      Call call, Glob glob, Optional<Key> after, KeyList found, Consumer<Reply> whenDone) {
    int limit = Math.min(PAGE, call.backend().settings().limits().scan());
    ask(
        call,
        new Operation.Scan(glob.prefix(), after, limit),
        whenDone,
        result -> {
          Result.Page page = (Result.Page) result;
          for (Result.Entry entry : page.entries()) {
            Bytes key = entry.key().bytes();
            if (glob.matches(key) && !found.add(key)) {
              whenDone.accept(found.tooLarge("use SCAN"));
              return;
            }
          }
          if (page.more() && !page.entries().isEmpty()) {
            page(call, glob, Optional.of(page.entries().getLast().key()), found, whenDone);
          } else {
            whenDone.accept(found.reply());
          }
        });
  }

  private static Plan dbsize(Call call) {
    return later(
        call,
        new Operation.Count(Bytes.EMPTY),
        (result, whenDone) -> whenDone.accept(Reply.integer(((Result.Counted) result).keys())));
  }

  private static Plan randomKey(Call call) {
    byte[] anywhere = new byte[2];
    ThreadLocalRandom.current().nextBytes(anywhere);
    Optional<Key> after = Optional.of(new Key(Bytes.wrap(anywhere)));
    return later(
        call,
        sample(after),
        (result, whenDone) -> {
          Result.Page page = (Result.Page) result;
          if (page.entries().isEmpty()) {
            ask(
                call,
                sample(Optional.empty()),
                whenDone,
                first -> whenDone.accept(anyOf((Result.Page) first)));
          } else {
            whenDone.accept(anyOf(page));
          }
        });
  }

  private static Operation sample(Optional<Key> after) {
    return new Operation.Scan(Bytes.EMPTY, after, SAMPLE);
  }

  private static Reply anyOf(Result.Page page) {
    if (page.entries().isEmpty()) {
      return Reply.NULL;
    }
    int at = ThreadLocalRandom.current().nextInt(page.entries().size());
    return Reply.bulk(page.entries().get(at).key().bytes());
  }

  private static Plan flush(Call call) {
    boolean plain =
        call.size() == 1
            || (call.size() == 2
                && (call.option(1).equals("SYNC") || call.option(1).equals("ASYNC")));
    if (!plain) {
      throw CommandException.syntax();
    }
    return new Plan.Later(whenDone -> flush(call, Optional.empty(), whenDone));
  }

  /** Goes once through all keys: one that is set behind its back stays. */
  private static void flush(Call call, Optional<Key> after, Consumer<Reply> whenDone) {
    int limit = Math.min(PAGE, call.backend().settings().limits().scan());
    ask(
        call,
        new Operation.Scan(Bytes.EMPTY, after, limit),
        Consistency.LINEARIZABLE,
        whenDone,
        result -> {
          Result.Page page = (Result.Page) result;
          if (page.entries().isEmpty()) {
            whenDone.accept(Reply.OK);
            return;
          }
          List<Step> deletes = new ArrayList<>();
          page.entries()
              .forEach(entry -> deletes.add(new Step.Make(Operation.Delete.of(entry.key()))));
          Key last = page.entries().getLast().key();
          Round round = new Round(call.client().router(), call.client().wish());
          int all = round.add(deletes);
          round.begin(() -> {
            Optional<Reply> error = error(round.answers(all));
            if (error.isEmpty() && page.more()) {
              flush(call, Optional.of(last), whenDone);
            } else {
              whenDone.accept(error.orElse(Reply.OK));
            }
          });
        });
  }

  private static Optional<Reply> error(StepAnswers answers) {
    try {
      answers.all();
      return Optional.empty();
    } catch (CommandException e) {
      return Optional.of(Reply.error(e.line()));
    }
  }

  /** What goes on with a result. */
  private interface Next {
    void with(Result result, Consumer<Reply> whenDone);
  }

  private static Plan later(Call call, Operation read, Next next) {
    return new Plan.Later(
        whenDone -> ask(call, read, whenDone, result -> next.with(result, whenDone)));
  }

  /** Goes on with what was read, or answers with why it was not. */
  private static void ask(
      Call call, Operation read, Consumer<Reply> whenDone, Consumer<Result> next) {
    ask(call, read, call.client().wish().consistency(), whenDone, next);
  }

  private static void ask(
      Call call,
      Operation read,
      Consistency consistency,
      Consumer<Reply> whenDone,
      Consumer<Result> next) {
    Round.Wish wish = call.client().wish();
    call.client()
        .router()
        .submit(
            new Request(read, wish.ack(), consistency, wish.timeout()),
            outcome -> {
              switch (outcome) {
                case Outcome.Done done -> next.accept(done.result());
                case Outcome.Refused(Refusal refusal) ->
                    whenDone.accept(Reply.error(Errors.line(refusal)));
                case Outcome.Unknown unknown ->
                    whenDone.accept(Reply.error(Errors.of(unknown).line()));
              }
            });
  }
}
