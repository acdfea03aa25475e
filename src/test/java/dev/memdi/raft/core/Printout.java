package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Steps in words, for people to read; 7/2 is index 7 of term 2. */
final class Printout {
  private Printout() {}

  /** What a host was told and what it does about it; nothing if that is nothing. */
  static List<String> of(Host host, RaftCore before, Input input, Step step) {
    List<String> done = new ArrayList<>();
    RaftCore next = step.next();
    if (!standing(before).equals(standing(next))) {
      done.add("now " + standing(next));
    }
    step.persist().forEach(durable -> done.add("keeps " + durable(durable)));
    step.now().forEach(effect -> effect(effect, done));
    step.afterPersist().forEach(effect -> effect(effect, done));
    List<String> lines = new ArrayList<>();
    if (!done.isEmpty()
        || !(input instanceof Input.Persisted || input instanceof Input.TakeOffice)) {
      lines.add(name(host.id) + " " + input(input));
      done.forEach(line -> lines.add("    " + line));
    }
    return lines;
  }

  /** A host at rest. */
  static String of(Host host) {
    RaftCore core = host.core();
    return "%s %s, log (%d, %d/%d], commit %d, applied %d, members %s"
        .formatted(
            name(host.id),
            standing(core),
            core.log().baseIndex(),
            core.log().lastIndex(),
            core.log().lastTerm(),
            core.commit(),
            host.machine.state().index(),
            members(core.configuration()));
  }

  private static String name(NodeId id) {
    return id.incarnation() == 1 ? id.name() : id.name() + id.incarnation();
  }

  private static String standing(RaftCore core) {
    return switch (core.role()) {
      case Role.Leader leader -> "leads term " + core.term();
      case Role.Candidate candidate -> "is a candidate of term " + core.term();
      case Role.Follower follower ->
          "follows %s in term %d"
              .formatted(follower.leader().map(Printout::name).orElse("nobody"), core.term());
    };
  }

  private static String members(Configuration configuration) {
    return configuration.members().stream()
        .map(m -> name(m.id()) + (m.voter() ? "" : " (learns)"))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String input(Input input) {
    return switch (input) {
      case Input.Received received ->
          "hears " + name(received.from()) + ": " + message(received.message());
      case Input.Propose propose -> "is asked to write " + bursts(propose.bursts());
      case Input.Read read -> "is asked to read, token " + read.token();
      case Input.Beat beat -> "beats";
      case Input.Persisted persisted ->
          "has kept %d/%d".formatted(persisted.index(), persisted.entryTerm());
      case Input.Consider consider ->
          (consider.canvass() ? "is canvassed by " : "is asked for its vote by ")
              + candidacy(consider.candidacy());
      case Input.BeginTerm begin -> "has the canvassed majority after term " + begin.term();
      case Input.TakeOffice take ->
          "has the votes of "
              + take.supporters().stream()
                  .sorted()
                  .map(Printout::name)
                  .collect(Collectors.joining(", "));
      case Input.TermSeen seen -> "sees term " + seen.term();
      case Input.TimeTold told -> "is told that it is " + told.shardTime();
      case Input.Change change -> "is asked to " + change(change.change());
      case Input.Transfer transfer -> "is asked to hand over to " + name(transfer.target());
      case Input.GiveUpTransfer giveUp -> "gives up to hand over";
      case Input.ImageCaptured captured ->
          "has a snapshot at %d in %d chunks".formatted(captured.base().index(), captured.chunks());
      case Input.Compact compact -> "may compact up to " + compact.index();
    };
  }

  private static String candidacy(Candidacy candidacy) {
    return "%s for term %d with a log up to %d/%d%s"
        .formatted(
            name(candidacy.candidate()),
            candidacy.term(),
            candidacy.lastIndex(),
            candidacy.lastTerm(),
            candidacy.transfer() ? ", at its leader's wish" : "");
  }

  private static String change(MembershipChange change) {
    return switch (change) {
      case MembershipChange.AddLearner add -> "add " + name(add.peer().id());
      case MembershipChange.Promote promote -> "promote " + name(promote.id());
      case MembershipChange.Remove remove -> "remove " + name(remove.id());
      case MembershipChange.Unbar unbar -> "unbar " + name(unbar.id());
    };
  }

  private static String bursts(List<Burst> bursts) {
    return bursts.stream().map(burst -> burst.bytes().utf8()).collect(Collectors.joining(" "));
  }

  private static String entries(List<Entry> entries) {
    return entries.stream().map(Printout::entry).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String entry(Entry entry) {
    String range =
        entry.first() == entry.last() ? "" + entry.first() : entry.first() + "-" + entry.last();
    return range
        + "/"
        + entry.term()
        + switch (entry.payload()) {
          case Payload.NoOp noOp -> " no-op";
          case Payload.Commands commands -> " " + bursts(commands.bursts());
          case Payload.Reconfigure change -> " members " + members(change.configuration());
        };
  }

  private static String durable(Durable durable) {
    return switch (durable) {
      case Durable.Founded founded -> "founded by " + founded.founders();
      case Durable.Discarded discarded -> "discarded";
      case Durable.Exposed exposed -> "what is acknowledged may not be on disk";
      case Durable.Settled settled -> "what was acknowledged is on disk";
      case Durable.TermAdvanced term ->
          "term %d%s"
              .formatted(term.term(), term.vote().map(v -> ", voted for " + name(v)).orElse(""));
      case Durable.EntriesAppended appended -> entries(appended.entries());
      case Durable.TailRemoved removed -> "nothing from %d on".formatted(removed.from());
      case Durable.ImageInstalled installed ->
          "a snapshot at %d in place of its log".formatted(installed.base().index());
    };
  }

  private static String message(Message message) {
    return switch (message) {
      case Message.Append append ->
          "%safter %d/%d, commit %d"
              .formatted(
                  append.entries().isEmpty() ? "" : entries(append.entries()) + " ",
                  append.previousIndex(),
                  append.previousTerm(),
                  append.commit());
      case Message.ImageChunk chunk ->
          "chunk %d of %d of the snapshot at %d"
              .formatted(chunk.chunk() + 1, chunk.chunks(), chunk.base().index());
      case Message.Appended appended -> "agrees up to " + appended.match();
      case Message.Rejected rejected ->
          rejected.sentAt() == RaftCore.NEVER
              ? "it is term %d".formatted(rejected.term())
              : "does not agree at %d, perhaps at %d/%d"
                  .formatted(rejected.previousIndex(), rejected.hintIndex(), rejected.hintTerm());
      case Message.ImageProgress progress ->
          "has %d chunks of the snapshot at %d"
              .formatted(progress.nextChunk(), progress.imageIndex());
      case Message.AskGoal ask -> "may have forgotten something: up to where?";
      case Message.TellGoal tell -> "up to " + tell.index();
      case Message.CampaignNow now -> "campaign now";
    };
  }

  private static void effect(Effect effect, List<String> lines) {
    switch (effect) {
      case Effect.Send send -> lines.add("to " + name(send.to()) + ": " + message(send.message()));
      case Effect.Commit commit -> lines.add("commits up to " + commit.index());
      case Effect.ServeReads serve -> lines.add("serves reads " + serve.tokens());
      case Effect.DropReads drop -> lines.add("drops reads " + drop.tokens());
      case Effect.Answer answer ->
          lines.add(
              "%s %s in term %d"
                  .formatted(
                      answer.canvass()
                          ? (answer.granted() ? "would vote for" : "would not vote for")
                          : (answer.granted() ? "votes for" : "does not vote for"),
                      name(answer.candidacy().candidate()),
                      answer.candidacy().term()));
      case Effect.Campaign campaign -> lines.add("campaigns after term " + campaign.term());
      case Effect.CaptureImage capture -> lines.add("wants a snapshot");
      case Effect.InstallImage install ->
          lines.add("goes on from the snapshot at " + install.base().index());
      case Effect.Reconfigured changed ->
          lines.add("has the members " + members(changed.configuration()));
      case Effect.Departed departed -> lines.add("has departed");
      case Effect.KeepChunk keep -> lines.add("keeps the chunk");
      case Effect.TookOffice office -> {}
      case Effect.LeftOffice left -> {}
      case Effect.HeardLeader heard -> {}
      case Effect.TermBegun begun -> {}
    }
  }
}
