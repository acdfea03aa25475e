package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Messages to whoever listens. */
final class PubSubCommands {
  private static final String SUBSCRIBE = "pubsub,noscript,loading,stale";
  private static final String ASK = "pubsub,loading,stale";

  private PubSubCommands() {}

  static List<Command> rows() {
    Row row = new Row("pubsub");
    return List.of(
        row.together(
            "publish",
            3,
            "pubsub,loading,stale,fast",
            "Sends a message to all nodes; tells how many of this node's clients it goes to",
            PubSubCommands::publish),
        row.alone("subscribe", -2, SUBSCRIBE, "Hears channels", call -> subscribe(call, false)),
        row.alone(
            "psubscribe",
            -2,
            SUBSCRIBE,
            "Hears channels whose names match",
            call -> subscribe(call, true)),
        row.alone(
            "unsubscribe",
            -1,
            SUBSCRIBE,
            "Hears channels no more; all, if none is named",
            call -> unsubscribe(call, false)),
        row.alone(
            "punsubscribe",
            -1,
            SUBSCRIBE,
            "Hears channels no more whose names match; all, if no pattern is named",
            call -> unsubscribe(call, true)),
        row.parent("pubsub", "Who hears what"),
        row.together(
            "pubsub|channels",
            -2,
            ASK,
            "The channels that clients of this node are subscribed to",
            PubSubCommands::channels),
        row.together(
            "pubsub|numsub",
            -2,
            ASK,
            "How many clients of this node are subscribed to channels",
            PubSubCommands::numSub),
        row.together(
            "pubsub|numpat",
            2,
            ASK,
            "How many patterns clients of this node are subscribed to",
            call -> new Plan.Now(() -> Reply.integer(call.backend().subscriptions().patterns()))),
        row.together("pubsub|help", 2, "loading,stale", "What there is of PUBSUB", HelpText::plan));
  }

  private static Plan publish(Call call) {
    Bytes channel = call.word(1);
    return new Plan.Now(() -> {
      call.backend().channels().publish(channel, call.word(2));
      return Reply.integer(call.backend().subscriptions().hearing(channel));
    });
  }

  private static Plan subscribe(Call call, boolean pattern) {
    List<Bytes> names = call.words().subList(1, call.size());
    return new Plan.Now(() -> {
      List<Reply> told = new ArrayList<>();
      for (Bytes name : names) {
        call.client().hear(pattern, name, call.backend().subscriptions());
        told.add(told(pattern ? "psubscribe" : "subscribe", Reply.bulk(name), call.client()));
      }
      return out -> told.forEach(reply -> reply.write(out));
    });
  }

  private static Plan unsubscribe(Call call, boolean pattern) {
    List<Bytes> named = call.words().subList(1, call.size());
    String word = pattern ? "punsubscribe" : "unsubscribe";
    return new Plan.Now(() -> {
      Set<Bytes> heard = call.client().heard(pattern);
      List<Bytes> names = named.isEmpty() ? List.copyOf(heard) : named;
      List<Reply> told = new ArrayList<>();
      for (Bytes name : names) {
        call.client().hearNoMore(pattern, name, call.backend().subscriptions());
        told.add(told(word, Reply.bulk(name), call.client()));
      }
      if (names.isEmpty()) {
        told.add(told(word, Reply.NULL, call.client()));
      }
      return out -> told.forEach(reply -> reply.write(out));
    });
  }

  private static Reply told(String word, Reply name, Client client) {
    int subscribed = client.subscribed();
    return out -> {
      out.push(3);
      out.bulk(Bytes.utf8(word));
      name.write(out);
      out.integer(subscribed);
    };
  }

  private static Plan channels(Call call) {
    if (call.size() > 3) {
      throw CommandException.syntax();
    }
    Glob glob = Glob.of(call.size() == 3 ? call.word(2) : Bytes.utf8("*"));
    return new Plan.Now(() ->
        Reply.array(
            call.backend().subscriptions().channels().stream()
                .filter(glob::matches)
                .map(Reply::bulk)
                .toList()));
  }

  private static Plan numSub(Call call) {
    return new Plan.Now(() -> {
      List<Reply> counts = new ArrayList<>();
      for (int at = 2; at < call.size(); at++) {
        counts.add(Reply.bulk(call.word(at)));
        counts.add(Reply.integer(call.backend().subscriptions().subscribers(call.word(at))));
      }
      return Reply.array(counts);
    });
  }
}
