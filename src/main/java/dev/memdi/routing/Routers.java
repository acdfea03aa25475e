package dev.memdi.routing;

import dev.memdi.api.Keyspaces;
import dev.memdi.raft.DirectReads;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The data paths of a cluster's keyspaces.
 *
 * @param inOrder of the keyspaces; the first is the one that requests are for that name none
 */
public record Routers(List<Router> inOrder) {
  public Routers {
    inOrder = List.copyOf(inOrder);
  }

  /** See {@link ShardRouter}. */
  public static Routers of(
      Keyspaces keyspaces,
      List<ActorRef<ShardSession.Command>> sessions,
      List<DirectReads> reads,
      long answerBytes) {
    return new Routers(
        keyspaces.inOrder().stream()
            .<Router>map(keyspace -> new ShardRouter(sessions, reads, keyspace, answerBytes))
            .toList());
  }

  public Keyspaces keyspaces() {
    return new Keyspaces(inOrder.stream().map(Router::keyspace).toList());
  }

  public Router byDefault() {
    return inOrder.getFirst();
  }

  public Optional<Router> named(String keyspace) {
    return inOrder.stream().filter(router -> router.keyspace().name().equals(keyspace)).findFirst();
  }

  /** The same of a name that was checked. */
  public Router home(String keyspace) {
    return named(keyspace)
        .orElseThrow(() -> new IllegalStateException("there is no keyspace " + keyspace));
  }

  /** That of a shard of the cluster; empty where there is none of that number. */
  public Optional<Router> of(int shard) {
    return inOrder.stream().filter(router -> router.keyspace().holds(shard)).findFirst();
  }
}
