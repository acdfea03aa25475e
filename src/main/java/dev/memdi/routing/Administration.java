package dev.memdi.routing;

import dev.memdi.api.Status;
import java.util.concurrent.CompletionStage;

/** The operator's view of the cluster and what an operator can do to it. */
public interface Administration {
  CompletionStage<Status.Node> node();

  CompletionStage<Status.Cluster> cluster();

  /** What replicas had to take out of their logs, as those nodes tell that answer in time. */
  CompletionStage<Status.Losses> losses();

  /** Asks the shard's leader to hand its leadership to the node of that name. */
  CompletionStage<Verdict> transferLeadership(int shard, String node);

  /**
   * Moves everything off the node of that name, takes it out of every shard and then out of the
   * cluster. Goes on in the background; repeat the call to learn how far it is.
   */
  CompletionStage<Verdict> removeNode(String node);

  /** What came of an operator's request. */
  sealed interface Verdict {
    /** Under way or done; {@code message} says which. */
    record Accepted(String message) implements Verdict {}

    /** There is no such shard or node. */
    record NotFound(String message) implements Verdict {}

    /** It can't be done now; {@code message} says why. */
    record Impossible(String message) implements Verdict {}
  }
}
