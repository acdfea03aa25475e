package dev.memdi.cluster;

import com.typesafe.config.Config;
import dev.memdi.api.KeyspaceLayout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a node out of a cluster whose nodes have other keyspaces: the same number would stand for
 * different shards. Pekko Cluster asks it on both sides before a node joins. A list that goes on
 * where the other ends will do, or no keyspace could be appended by restarting one node after the
 * other.
 */
public final class KeyspacesAgree extends JoinConfigCompatChecker {
  /** Where a node's configuration has its {@link KeyspaceLayout} as text. */
  public static final String KEY = "memdi-keyspaces";

  private static final Logger LOG = LoggerFactory.getLogger(KeyspacesAgree.class);

  @Override
  public Seq<String> requiredKeys() {
    return seq(KEY);
  }

  @Override
  public ConfigValidation check(Config theirs, Config ours) {
    return layout(theirs)
        .flatMap(other -> layout(ours).flatMap(own -> own.conflict(other, "there", "here")))
        .<ConfigValidation>map(why -> new Invalid(seq("memdi.keyspaces: " + why)))
        .orElse(Valid.getInstance());
  }

  /** Of a version that says nothing of its keyspaces there is nothing to be said. */
  private static Optional<KeyspaceLayout> layout(Config config) {
    return config.hasPath(KEY) ? KeyspaceLayout.parse(config.getString(KEY)) : Optional.empty();
  }

  private static Seq<String> seq(String one) {
    return CollectionConverters.asScala(List.of(one)).toSeq();
  }

  /** A node that is kept out stops; here it says why, for Pekko tells that the other side only. */
  public static void sayWhenKeptOut(ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "memdi-kept-out",
        () -> {
          if (shutdown
              .getShutdownReason()
              .filter(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals)
              .isPresent()) {
            LOG.error(
                "the cluster does not let this node in: memdi.keyspaces is {} here and something else"
                    + " there, or memdi.cluster.shards or durability are; the log of the node at the"
                    + " seed says what",
                system.settings().config().getString(KEY));
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        });
  }
}
