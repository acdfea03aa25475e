package dev.memdi.api;

/**
 * One life of a node: its configured name and the incarnation that it drew when its process
 * started. A node that restarts keeps its name and gets another incarnation, so that what it forgot
 * is never taken for what it knows.
 */
public record NodeId(String name, long incarnation) implements Comparable<NodeId> {
  public NodeId {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a node's name is not empty");
    }
  }

  @Override
  public int compareTo(NodeId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Long.compareUnsigned(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return name + "#" + Long.toHexString(incarnation);
  }
}
