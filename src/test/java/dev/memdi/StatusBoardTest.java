package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Clock;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.config.ClusterSettings;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.MembershipChange;
import dev.memdi.raft.core.Parameters;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.raft.core.Step;
import dev.memdi.store.StateMachine;
import dev.memdi.store.StoreRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  private static final NodeId SELF = new NodeId("n1", 7);
  private static final NodeId OTHER = new NodeId("n2", 8);
  private static final Peer SELF_PEER = new Peer(SELF, "n1:1");
  private static final Peer OTHER_PEER = new Peer(OTHER, "n2:1");
  private static final Parameters PARAMETERS =
      new Parameters(100_000_000, 0.01, true, 200_000_000, 150_000_000, 400, 800, 2, 3, false);
  private static final ClusterSettings TWO_SHARDS =
      new ClusterSettings(
          "127.0.0.1",
          1,
          List.of(),
          3,
          3,
          Keyspaces.single(2, Durability.MEMORY),
          Duration.ofSeconds(2),
          new ClusterSettings.Link(true, 0, 16 << 20));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestClock clock = new TestClock();
  private final StatusBoard board = new StatusBoard(SELF, "1.2", TWO_SHARDS, clock, meters);
  private RaftCore core = blank(Configuration.of(List.of(Member.voter(SELF_PEER))));

  private static final class TestClock implements Clock {
    private long nanos = 5;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return 0;
    }
  }

  private static RaftCore blank(Configuration configuration) {
    return RaftCore.blank(SELF, PARAMETERS, SafetyRules.RAFT, configuration, 0, 1_000);
  }

  /** One step of shard 1's replica, and whatever it has to make durable. */
  private void step(Input input) {
    Step step = core.step(clock.nanos, input);
    board.stepped(1, core, input, step);
    core = step.next();
  }

  private void lead() {
    step(new Input.BeginTerm(0, false));
    step(new Input.TakeOffice(1, List.of(SELF)));
    step(new Input.Persisted(core.log().lastIndex(), 1, 1));
  }

  private double counter(String name) {
    return meters.get(name).tag("shard", "1").counter().count();
  }

  private double gauge(String name) {
    return meters.get(name).tag("shard", "1").gauge().value();
  }

  @Test
  void ofWhatItHasNotSeenItSaysThatItIsUnborn() {
    Status.Replica replica = board.replica(0).orElseThrow();

    assertThat(replica.role()).isEqualTo(Status.Role.UNBORN);
    assertThat(replica.leader()).isEmpty();
    assertThat(replica.peers()).isEmpty();
    assertThat(gauge("memdi.raft.role")).isZero();
  }

  @Test
  void aDamagedLogIsToldOfUntilItIsDisposedOf() {
    lead();
    board.setAside(1, Optional.of("data/damaged-x"));

    assertThat(board.replica(1).orElseThrow().recall()).isEqualTo(Status.Recall.DAMAGED);
    assertThat(gauge("memdi.raft.set.aside")).isEqualTo(1);

    board.setAside(0, Optional.of("data/damaged-y"));
    assertThat(board.node().readiness()).endsWith("; its damaged log is set aside");

    board.setAside(1, Optional.empty());
    assertThat(board.replica(1).orElseThrow().recall()).isEqualTo(Status.Recall.COMPLETE);
    assertThat(gauge("memdi.raft.set.aside")).isZero();
  }

  @Test
  void tellsOfTheNode() {
    clock.nanos += 3_000_000_000L;

    Status.Node node = board.node();

    assertThat(node.id()).isEqualTo(SELF);
    assertThat(node.version()).isEqualTo("1.2");
    assertThat(node.uptime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(node.replicas()).extracting(Status.Replica::shard).containsExactly(0, 1);
    assertThat(node.ready()).isFalse();
    assertThat(node.readiness()).isEqualTo("waiting for 2 more nodes (expect=3)");
  }

  @Test
  void aLeaderKnowsHowFarItsMembersAre() {
    lead();
    step(new Input.Change(new MembershipChange.AddLearner(OTHER_PEER)));

    Status.Replica replica = board.replica(1).orElseThrow();

    assertThat(replica.role()).isEqualTo(Status.Role.LEADER);
    assertThat(replica.term()).isEqualTo(1);
    assertThat(replica.votedFor()).contains(SELF);
    assertThat(replica.leader()).contains(SELF);
    assertThat(replica.lastIndex()).isEqualTo(2);
    assertThat(replica.peers())
        .containsExactly(
            new Status.Peer(SELF, true, Optional.of(0L)),
            new Status.Peer(OTHER, false, Optional.of(2L)));
  }

  @Test
  void aMemberWithoutVoteIsALearnerAndWhoIsNoMemberIsUnborn() {
    core = blank(Configuration.of(List.of(Member.learner(SELF_PEER), Member.voter(OTHER_PEER))));
    step(new Input.TermSeen(4));
    assertThat(board.replica(1).orElseThrow().role()).isEqualTo(Status.Role.LEARNER);

    core = blank(Configuration.NONE);
    step(new Input.TermSeen(5));
    assertThat(board.replica(1).orElseThrow().role()).isEqualTo(Status.Role.UNBORN);
  }

  @Test
  void aFailedReplicaIsNoneAndTheNodeSaysSo() {
    lead();
    board.failed(1, new IllegalStateException("broken"));

    assertThat(board.replica(1)).isEmpty();
    assertThat(board.failure(1)).isPresent();
    assertThat(board.node().replicas()).hasSize(1);
    assertThat(board.node().readiness())
        .isEqualTo("the replica of shard 1 has failed: restart the node");
    assertThat(gauge("memdi.raft.failed")).isEqualTo(1);
  }

  @Test
  void showsWhatTheStoreHasApplied() {
    StateMachine state = new StateMachine(1, 1 << 10, StoreRules.SOUND);
    state.apply(1, 1_000, List.of(BurstEncoder.expire(5)), StateMachine.NOBODY);

    board.storeListener(1).applied(1, 1, state);

    assertThat(board.replica(1).orElseThrow().appliedIndex()).isEqualTo(1);
    assertThat(gauge("memdi.raft.applied.index")).isEqualTo(1);
    assertThat(gauge("memdi.store.keys")).isZero();
  }

  @Test
  void countsWhatALeaderDoes() {
    lead();
    Burst burst = BurstEncoder.expire(5);
    step(new Input.Propose(List.of(burst, burst)));
    step(new Input.Persisted(core.log().lastIndex(), 1, 1));
    step(new Input.Read(1));

    assertThat(gauge("memdi.raft.role")).isEqualTo(4);
    assertThat(gauge("memdi.raft.term")).isEqualTo(1);
    assertThat(gauge("memdi.raft.commit.index")).isEqualTo(3);
    assertThat(gauge("memdi.raft.log.bytes")).isEqualTo(core.log().bytes());
    assertThat(counter("memdi.raft.elections")).isEqualTo(1);
    assertThat(counter("memdi.raft.leadership.changes")).isEqualTo(1);
    assertThat(counter("memdi.raft.proposals")).isEqualTo(2);
    assertThat(meters.get("memdi.raft.reads").tags("shard", "1", "by", "lease").counter().count())
        .isEqualTo(1);

    step(new Input.TermSeen(9));

    assertThat(counter("memdi.raft.leadership.changes")).isEqualTo(2);
  }

  @Test
  void prometheusSeesTheDocumentedNames() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new StatusBoard(SELF, "1.2", TWO_SHARDS, clock, prometheus);

    assertThat(prometheus.scrape())
        .contains(
            "memdi_raft_role{keyspace=\"default\",shard=\"0\"}",
            "memdi_raft_commit_index{keyspace=\"default\",shard=\"1\"}",
            "memdi_raft_leadership_changes_total{keyspace=\"default\",shard=\"1\"}",
            "memdi_raft_lost_writes_total{keyspace=\"default\",shard=\"0\"}",
            "memdi_raft_reads_total{by=\"index\",keyspace=\"default\",shard=\"0\"}",
            "memdi_store_bytes{keyspace=\"default\",shard=\"0\"}");
  }
}
