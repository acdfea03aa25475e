package dev.memdi.cluster;

import dev.memdi.api.ClusterView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** What the log says of the nodes when the view changes. */
final class ViewNews {
  /** A line of the log. */
  record Line(Level level, String text) {}

  private ViewNews() {}

  static List<Line> between(ClusterView before, ClusterView after) {
    List<Line> lines = new ArrayList<>();
    for (ClusterView.Node node : after.nodes()) {
      Optional<ClusterView.Node> earlier = before.node(node.id());
      boolean wasReachable = earlier.map(ClusterView.Node::reachable).orElse(true);
      boolean wasLeaving = earlier.map(ClusterView.Node::leaving).orElse(false);
      if (earlier.isEmpty()) {
        lines.add(line(Level.INFO, node, "is in the cluster"));
      }
      if (wasReachable && !node.reachable()) {
        lines.add(line(Level.WARN, node, "does not answer"));
      }
      if (!wasReachable && node.reachable()) {
        lines.add(line(Level.INFO, node, "answers again"));
      }
      if (!wasLeaving && node.leaving()) {
        lines.add(line(Level.INFO, node, "is on its way out of the cluster"));
      }
    }
    for (ClusterView.Node node : before.nodes()) {
      if (after.node(node.id()).isEmpty()) {
        lines.add(line(Level.INFO, node, "is out of the cluster"));
      }
    }
    lines.addAll(namesakes(after));
    return lines;
  }

  private static Line line(Level level, ClusterView.Node node, String what) {
    return new Line(level, "node " + node.id() + " (" + node.address() + ") " + what);
  }

  /** Complaints about names that several nodes have. */
  private static List<Line> namesakes(ClusterView view) {
    Map<String, ClusterView.Node> byName = new HashMap<>();
    List<Line> complaints = new ArrayList<>();
    for (ClusterView.Node node : view.nodes()) {
      ClusterView.Node other = byName.put(node.id().name(), node);
      if (other != null) {
        complaints.add(
            line(
                Level.ERROR,
                node,
                "has the same name as "
                    + other.id()
                    + " ("
                    + other.address()
                    + "): give them different ones (memdi.node.name); if one is an earlier life of"
                    + " the other, remove it"));
      }
    }
    return complaints;
  }
}
