package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.routing.Administration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A cluster of two nodes, n1 (this one) and n2, and one shard that n1 leads. */
final class FakeAdministration implements Administration {
  static final NodeId N1 = new NodeId("n1", 0xfeedL);
  static final NodeId N2 = new NodeId("n2:25521", -1L);

  volatile boolean ready = true;
  volatile boolean silent;

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  @Override
  public CompletionStage<Status.Node> node() {
    if (silent) {
      return new CompletableFuture<>();
    }
    Status.Replica replica =
        new Status.Replica(
            0,
            Status.Role.LEADER,
            Status.Recall.COMPLETE,
            3,
            Optional.of(N1),
            Optional.of(N1),
            41,
            40,
            42,
            7,
            List.of(new Status.Peer(N1, true, Optional.of(0L)), peer()));
    return done(
        new Status.Node(
            N1,
            "0.1.0",
            Duration.ofMillis(1234),
            ready,
            ready ? "serving" : "shard 0 has no leader",
            List.of(replica)));
  }

  private static Status.Peer peer() {
    return new Status.Peer(N2, false, Optional.empty());
  }

  @Override
  public CompletionStage<Status.Cluster> cluster() {
    if (silent) {
      return CompletableFuture.failedFuture(new IllegalStateException("no cluster yet"));
    }
    return done(
        new Status.Cluster(
            List.of(
                new Status.Member(N1, "127.0.0.1:25521", Optional.of("127.0.0.1:3001"), "up", true),
                new Status.Member(N2, "127.0.0.1:25522", Optional.empty(), "leaving", false)),
            List.of(new Status.Shard(0, Optional.of(N1), 3, 41, List.of(peer())))));
  }

  @Override
  public CompletionStage<Status.Losses> losses() {
    if (silent) {
      return CompletableFuture.failedFuture(new IllegalStateException("no cluster yet"));
    }
    Status.Loss lost =
        new Status.Loss(
            0, Key.utf8("color"), new Revision(17), 1, 2, 1_700_000_000_000L, true, "n1 leads");
    Status.Loss open =
        new Status.Loss(
            0,
            new Key(Bytes.wrap(new byte[] {-1})),
            new Revision(18),
            1,
            3,
            1_700_000_000_001L,
            false,
            "a snapshot may hold it");
    return done(
        new Status.Losses(
            List.of(new Status.NodeLosses(N1, 1, 0, List.of(lost, open))), List.of(N2)));
  }

  @Override
  public CompletionStage<Verdict> transferLeadership(int shard, String node) {
    if (silent) {
      return new CompletableFuture<>();
    }
    if (shard != 0) {
      return done(new Verdict.NotFound("there is no shard " + shard));
    }
    return switch (node) {
      case "n1" -> done(new Verdict.Accepted("n1 leads shard 0 already"));
      case "n2:25521" -> done(new Verdict.Impossible("n2:25521 is a learner of shard 0"));
      default -> done(new Verdict.NotFound("there is no node " + node));
    };
  }

  @Override
  public CompletionStage<Verdict> removeNode(String node) {
    return node.equals("n2:25521")
        ? done(new Verdict.Accepted("1 of 2 shards still have n2:25521"))
        : done(new Verdict.NotFound("there is no node " + node));
  }
}
