package dev.memdi.raft;

import dev.memdi.api.Answers;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Message;

/** About how many bytes a message takes on the wire: what is large is sent another way. */
public final class MessageSize {
  private static final int SMALL = 128;

  private MessageSize() {}

  static int of(Message message) {
    return switch (message) {
      case Message.Append append -> {
        int bytes = SMALL;
        for (Entry entry : append.entries()) {
          bytes += entry.bytes();
        }
        yield bytes;
      }
      case Message.ImageChunk chunk -> SMALL + chunk.bytes().length();
      case Message.ToLeader answer -> SMALL;
      case Message.AskGoal ask -> SMALL;
      case Message.TellGoal tell -> SMALL;
      case Message.CampaignNow now -> SMALL;
    };
  }

  public static int of(Answers answers) {
    int bytes = SMALL;
    for (Answers.Answer answer : answers.answers()) {
      bytes += 24 + (answer.outcome() instanceof Outcome.Done done ? of(done.result()) : SMALL);
    }
    return bytes;
  }

  private static int of(Result result) {
    return switch (result) {
      case Result.Found found -> 24 + found.value().length();
      case Result.Updated updated -> 24 + updated.value().length();
      case Result.Many many -> many.results().stream().mapToInt(MessageSize::of).sum();
      case Result.Page page ->
          page.entries().stream()
              .mapToInt(e -> 32 + e.key().bytes().length() + e.value().length())
              .sum();
      case Result.Missing missing -> 4;
      case Result.Written written -> 12;
      case Result.Deleted deleted -> 12;
      case Result.Counted counted -> 12;
      case Result.Failed failed -> SMALL;
    };
  }
}
