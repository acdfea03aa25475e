package dev.memdi.routing;

import dev.memdi.api.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Passes what an operator asks on to this node's {@link Administrator}. Stages complete on its
 * thread and never fail; if the node stops meanwhile, they are never completed: whoever waits needs
 * a time limit of its own.
 */
public final class OperatorDesk implements Administration {
  private final ActorRef<Administrator.Command> administrator;

  public OperatorDesk(ActorRef<Administrator.Command> administrator) {
    this.administrator = administrator;
  }

  @Override
  public CompletionStage<Status.Node> node() {
    return tell(Administrator.TellNode::new);
  }

  @Override
  public CompletionStage<Status.Cluster> cluster() {
    return tell(Administrator.TellCluster::new);
  }

  @Override
  public CompletionStage<Status.Losses> losses() {
    return tell(Administrator.TellLosses::new);
  }

  @Override
  public CompletionStage<Verdict> transferLeadership(int shard, String node) {
    return tell(whenDone -> new Administrator.TransferLeadership(shard, node, whenDone));
  }

  @Override
  public CompletionStage<Verdict> removeNode(String node) {
    return tell(whenDone -> new Administrator.RemoveNode(node, whenDone));
  }

  private <T> CompletionStage<T> tell(Function<Consumer<T>, Administrator.Command> command) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    administrator.tell(command.apply(answer::complete));
    return answer;
  }
}
