package dev.memdi.raft;

import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What stands in a replica's log, in words for people. */
public final class LogText {
  private LogText() {}

  /** A line about an event of a log or the head of a snapshot. */
  public static String of(Object kept) {
    return switch (kept) {
      case LogEvent event -> of(event.change());
      case DurableState state -> of(state);
      default -> "a " + kept.getClass().getSimpleName();
    };
  }

  private static String of(Durable change) {
    return switch (change) {
      case Durable.Founded founded ->
          "%s as %s of a shard founded by %s"
              .formatted(
                  founded.founder() ? "born" : "taken in",
                  founded.self(),
                  names(founded.founders()));
      case Durable.Discarded _ -> "discarded: nothing is held any more";
      case Durable.Exposed _ -> "from here on entries are acknowledged before they are forced";
      case Durable.Settled _ -> "stopped in order: nothing that was acknowledged is missing";
      case Durable.TermAdvanced advanced ->
          "term %d, %s"
              .formatted(
                  advanced.term(),
                  advanced.vote().map(node -> "voted for " + node).orElse("no vote"));
      case Durable.EntriesAppended appended -> of(appended.entries());
      case Durable.TailRemoved removed -> "entries from %d on removed".formatted(removed.from());
      case Durable.ImageInstalled(Log.Base base) ->
          "an image up to %d of term %d in place of the log, members %s"
              .formatted(base.index(), base.term(), members(base.configuration()));
    };
  }

  private static String of(DurableState state) {
    return "%s, term %d, %s, log %s%s"
        .formatted(
            state.founded().map(founded -> "of " + founded.self()).orElse("of nobody"),
            state.term(),
            state.vote().map(node -> "voted for " + node).orElse("no vote"),
            state.log(),
            state.exposed() ? ", entries acknowledged before they are forced" : "");
  }

  private static String of(List<Entry> entries) {
    if (entries.isEmpty()) {
      return "no entries";
    }
    List<String> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= entries.size(); i++) {
      if (i == entries.size() || entries.get(i).term() != entries.get(start).term()) {
        runs.add(run(entries.subList(start, i)));
        start = i;
      }
    }
    return String.join("; ", runs);
  }

  /** Entries of one term. */
  private static String run(List<Entry> entries) {
    long first = entries.getFirst().first();
    long last = entries.getLast().last();
    String range = first == last ? "entry " + first : "entries %d..%d".formatted(first, last);
    String special =
        entries.stream()
            .filter(entry -> !(entry.payload() instanceof Payload.Commands))
            .map(LogText::special)
            .collect(Collectors.joining());
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    return "%s of term %d, %d bytes%s".formatted(range, entries.getFirst().term(), bytes, special);
  }

  private static String special(Entry entry) {
    return switch (entry.payload()) {
      case Payload.NoOp _ -> ", %d begins the term".formatted(entry.first());
      case Payload.Reconfigure(Configuration configuration) ->
          ", %d makes the members %s".formatted(entry.first(), members(configuration));
      case Payload.Commands _ -> "";
    };
  }

  private static String names(Birth.Founders founders) {
    return founders.peers().stream().map(Peer::id).map(Object::toString).toList().toString();
  }

  private static String members(Configuration configuration) {
    return configuration.members().stream()
        .map(member -> member.id() + (member.voter() ? "" : " (learner)"))
        .toList()
        .toString();
  }
}
