package dev.memdi.routing;

import dev.memdi.api.Ack;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.NodeId;
import dev.memdi.api.OnMajorityLoss;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What nodes named by a letter say of themselves, in a cluster of two shards and three copies. */
final class Reports {
  private static final Keyspaces ONE = Keyspaces.single(2, Durability.MEMORY);
  static final ClusterSettings SETTINGS = settings(ONE);

  /** The same with a third shard that a second keyspace has. */
  static final ClusterSettings TWO_KEYSPACES =
      settings(
          new Keyspaces(
              List.of(
                  ONE.byDefault(),
                  new Keyspace(
                      "cache",
                      2,
                      1,
                      Durability.MEMORY,
                      OnMajorityLoss.WAIT,
                      Ack.QUORUM,
                      Consistency.LINEARIZABLE))));

  private static ClusterSettings settings(Keyspaces keyspaces) {
    return new ClusterSettings(
        "127.0.0.1",
        1,
        List.of(),
        3,
        3,
        keyspaces,
        Duration.ofSeconds(2),
        new ClusterSettings.Link(true, 0, 16 << 20));
  }

  private Reports() {}

  static NodeId id(String name) {
    return new NodeId(name, name.charAt(0));
  }

  static String address(String name) {
    return name + ":1";
  }

  static ClusterView view(String... names) {
    return new ClusterView(Arrays.stream(names).map(name -> there(name, true, false)).toList());
  }

  static ClusterView.Node there(String name, boolean reachable, boolean leaving) {
    return new ClusterView.Node(id(name), address(name), Optional.empty(), reachable, leaving);
  }

  static Status.Node node(String name, Status.Replica... replicas) {
    return new Status.Node(id(name), "1", Duration.ZERO, true, "", Arrays.asList(replicas));
  }

  /** The replica of a leader of these voters, itself the first. */
  static Status.Replica leader(int shard, long term, String... voters) {
    return replica(shard, Status.Role.LEADER, term, voters[0], List.of(voters), List.of());
  }

  /** A replica that follows {@code leader}, or with "" nobody. */
  static Status.Replica follower(int shard, long term, String leader, String... voters) {
    return replica(shard, Status.Role.FOLLOWER, term, leader, List.of(voters), List.of());
  }

  static Status.Replica learner(int shard, long term, String leader, String voter, String learner) {
    return replica(shard, Status.Role.LEARNER, term, leader, List.of(voter), List.of(learner));
  }

  static Status.Replica unborn(int shard) {
    return replica(shard, Status.Role.UNBORN, 0, "", List.of(), List.of());
  }

  static Status.Replica replica(
      int shard,
      Status.Role role,
      long term,
      String leader,
      List<String> voters,
      List<String> learners) {
    List<Status.Peer> peers =
        Stream.concat(
                voters.stream().map(name -> new Status.Peer(id(name), true, Optional.empty())),
                learners.stream().map(name -> new Status.Peer(id(name), false, Optional.empty())))
            .toList();
    return new Status.Replica(
        shard,
        role,
        Status.Recall.COMPLETE,
        term,
        Optional.empty(),
        leader.isEmpty() ? Optional.empty() : Optional.of(id(leader)),
        term * 10,
        0,
        0,
        0,
        peers);
  }
}
