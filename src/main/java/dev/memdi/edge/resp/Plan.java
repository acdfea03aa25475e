package dev.memdi.edge.resp;

import dev.memdi.api.Step;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a command needs before it can be answered. */
sealed interface Plan {
  /** Nothing of the store. The answer is made in its turn, on the connection's thread. */
  record Now(Supplier<Reply> reply) implements Plan {}

  /**
   * Steps on keys, each within one shard; those of one shard are done in order and with nothing
   * between. The answer is made on the connection's thread.
   */
  record Keyed(List<Step> steps, Function<StepAnswers, Reply> reply) implements Plan {
    public Keyed {
      steps = List.copyOf(steps);
    }
  }

  /** Something else that takes a while; it answers once, on any thread. */
  record Later(Consumer<Consumer<Reply>> work) implements Plan {}

  static Plan now(Reply reply) {
    return new Now(() -> reply);
  }

  static Plan one(Step step, Function<StepAnswers, Reply> reply) {
    return new Keyed(List.of(step), reply);
  }
}
