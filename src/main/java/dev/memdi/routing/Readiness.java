package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import java.util.Optional;

/**
 * Whether a node can serve: of every shard it holds a voter that knows its leader, or the shard has
 * enough members without it. If not, why, in words.
 */
public final class Readiness {
  private static final String SERVING = "serving";

  private final Status.Node node;
  private final ClusterView view;
  private final ClusterSettings settings;
  private final Optional<Findings> findings;

  private Readiness(
      Status.Node node, ClusterView view, ClusterSettings settings, Optional<Findings> findings) {
    this.node = node;
    this.view = view;
    this.settings = settings;
    this.findings = findings;
  }

  /** What {@code node} tells of itself, with the verdict that follows from it alone. */
  public static Status.Node judge(Status.Node node, ClusterSettings settings) {
    return judge(node, ClusterView.EMPTY, settings, Optional.empty());
  }

  /** The same with what is known of the cluster. */
  static Status.Node judge(
      Status.Node node, ClusterView view, ClusterSettings settings, Optional<Findings> findings) {
    Optional<String> trouble = new Readiness(node, view, settings, findings).trouble();
    return new Status.Node(
        node.id(),
        node.version(),
        node.uptime(),
        trouble.isEmpty(),
        trouble.orElse(SERVING),
        node.replicas());
  }

  private Optional<String> trouble() {
    for (int shard = 0; shard < settings.keyspaces().shards(); shard++) {
      if (Findings.replica(node, shard).isEmpty()) {
        return Optional.of("the replica of shard %d has failed: restart the node".formatted(shard));
      }
    }
    for (Status.Replica replica : node.replicas()) {
      Optional<String> trouble = troubleWith(replica).map(text -> withDamage(text, replica));
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    return Optional.empty();
  }

  private Optional<String> troubleWith(Status.Replica replica) {
    int shard = replica.shard();
    boolean led = replica.leader().isPresent();
    return switch (replica.role()) {
      case LEADER -> Optional.empty();
      case FOLLOWER, CANDIDATE -> led ? Optional.empty() : Optional.of(leaderless(replica));
      case LEARNER -> Optional.of(led ? "catching up with shard " + shard : leaderless(replica));
      case UNBORN ->
          isSpare(shard) || isYetToBeKnown(shard)
              ? Optional.empty()
              : Optional.of(absence(replica));
    };
  }

  private static String withDamage(String trouble, Status.Replica replica) {
    return replica.recall() == Status.Recall.DAMAGED
        ? trouble + "; its damaged log is set aside"
        : trouble;
  }

  private static String leaderless(Status.Replica replica) {
    return "shard %d has %s"
        .formatted(
            replica.shard(),
            replica.recall() == Status.Recall.MAJORITY_LOST
                ? "lost its majority, and acknowledged writes may be missing"
                : "no leader");
  }

  /** The cluster has more nodes than copies, and the shard has its copies elsewhere. */
  private boolean isSpare(int shard) {
    return view.nodes().size() > settings.replicas()
        && findings
            .flatMap(f -> f.leader(shard))
            .map(Findings.Found::replica)
            .filter(leader -> !Findings.has(leader, node.id()))
            .filter(leader -> leader.peers().size() >= settings.replicas())
            .isPresent();
  }

  /**
   * A node does not know the shard's keyspace: it was appended, and that node has yet to be
   * restarted, which may be waiting for this one.
   */
  private boolean isYetToBeKnown(int shard) {
    Optional<Keyspace> keyspace = settings.keyspaces().of(shard);
    return findings.isPresent()
        && keyspace.isPresent()
        && findings.get().isUnknownSomewhere(keyspace.get())
        && findings.get().leader(shard).isEmpty();
  }

  private String absence(Status.Replica replica) {
    boolean born =
        !replica.peers().isEmpty() || findings.flatMap(f -> f.leader(replica.shard())).isPresent();
    int missing = settings.expect() - Math.max(1, view.nodes().size());
    return missing <= 0 || born
        ? "waiting for shard %d to take this node in".formatted(replica.shard())
        : "waiting for %d more node%s (expect=%d)"
            .formatted(missing, missing == 1 ? "" : "s", settings.expect());
  }
}
