package dev.memdi.cluster;

import dev.memdi.api.KeyspaceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.cluster.Member;

/**
 * A node's keyspaces as one of its Pekko Cluster roles, {@code
 * memdi-keyspaces/default:8:sync,cache:4:memory}. {@link KeyspacesAgree} compares those of a node
 * that joins with those of one member; two nodes that came through a third one with a shorter list
 * may still differ in what each has appended. Such nodes do not see each other.
 */
public final class KeyspacesRole {
  private static final String PREFIX = KeyspacesAgree.KEY + "/";

  private KeyspacesRole() {}

  /** For {@code pekko.cluster.roles}. */
  public static String encode(KeyspaceLayout keyspaces) {
    return PREFIX + keyspaces;
  }

  /** Empty for a node that says nothing of its keyspaces. */
  static Optional<KeyspaceLayout> of(Member member) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(PREFIX))
        .map(role -> KeyspaceLayout.parse(role.substring(PREFIX.length())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Why {@code other} is not a node for {@code self}, if it is none. */
  static Optional<String> conflict(Member self, Member other) {
    return of(self)
        .flatMap(own ->
            of(other)
                .flatMap(theirs -> own.conflict(theirs, "there", "here"))
                .map(why ->
                    "the node at %s is taken for not there, for it has other keyspaces: %s; correct"
                            .formatted(other.address().hostPort(), why)
                        + " memdi.keyspaces on one of the two and restart it"));
  }

  /** Why some of {@code members} are no nodes for {@code self}. */
  static List<String> conflicts(Member self, Iterable<Member> members) {
    List<String> conflicts = new ArrayList<>();
    members.forEach(member -> conflict(self, member).ifPresent(conflicts::add));
    return conflicts;
  }
}
