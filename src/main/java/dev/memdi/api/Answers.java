package dev.memdi.api;

import java.util.List;

/**
 * Outcomes of operations of one edge incarnation at one shard: a message per burst, or a few where
 * they are large.
 */
public record Answers(int shard, List<Answer> answers) {
  public Answers {
    answers = List.copyOf(answers);
  }

  /** The outcome of the operation that the edge numbered {@code sequence}. */
  public record Answer(long sequence, Outcome outcome) {}
}
