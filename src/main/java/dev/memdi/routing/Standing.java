package dev.memdi.routing;

import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/** How this node is, in the light of what was last found out of the others; and the cluster. */
final class Standing {
  /** What was found out of the other nodes counts for so long. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final NodeId self;
  private final Clock clock;
  private final ClusterSettings settings;
  private final Supplier<Status.Node> board;
  private Optional<Findings> latest = Optional.empty();
  private long latestAt;

  Standing(NodeId self, Clock clock, ClusterSettings settings, Supplier<Status.Node> board) {
    this.self = self;
    this.clock = clock;
    this.settings = settings;
    this.board = board;
  }

  void found(Findings findings) {
    latest = Optional.of(findings);
    latestAt = clock.nanos();
  }

  /** This node, where {@code unwanted} are those that operators want out. */
  Status.Node node(ClusterView view, SortedSet<NodeId> unwanted) {
    return unwanted.contains(self) ? leaving() : judged(view);
  }

  private Status.Node judged(ClusterView view) {
    boolean fresh = clock.nanos() - latestAt <= FRESH.toNanos();
    return Readiness.judge(board.get(), view, settings, fresh ? latest : Optional.empty());
  }

  /** Whether the node can serve whatever is found out of the others. */
  boolean isReadyByItself(ClusterView view) {
    return Readiness.judge(board.get(), view, settings, Optional.empty()).ready();
  }

  private Status.Node leaving() {
    Status.Node node = board.get();
    return new Status.Node(
        node.id(),
        node.version(),
        node.uptime(),
        false,
        "an operator removes this node",
        node.replicas());
  }

  static Status.Cluster cluster(ClusterView view, SortedSet<NodeId> unwanted, Findings findings) {
    List<Status.Member> members =
        view.nodes().stream()
            .map(n ->
                new Status.Member(n.id(), n.address(), n.http(), state(n, unwanted), n.reachable()))
            .toList();
    return new Status.Cluster(members, findings.allShards());
  }

  private static String state(ClusterView.Node node, SortedSet<NodeId> unwanted) {
    if (node.leaving()) {
      return "leaving";
    }
    return unwanted.contains(node.id()) ? "removing" : "up";
  }
}
