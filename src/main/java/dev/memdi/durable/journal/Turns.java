package dev.memdi.durable.journal;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes on with something when a stage is complete, in the turn of whoever owns the state. */
interface Turns {
  /** Calls {@code next} with the failure, or with null: at once if the stage is complete. */
  void after(CompletionStage<Void> stage, Consumer<@Nullable Throwable> next);
}
