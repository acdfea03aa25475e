package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Parameters;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadEdgesTest {
  private static final NodeId SELF = new NodeId("a", 1);
  private static final NodeId B1 = new NodeId("b", 11);
  private static final NodeId B2 = new NodeId("b", 12);
  private static final NodeId C = new NodeId("c", 21);
  private static final long LONG = DeadEdges.CERTAIN_NANOS;

  private final DeadEdges edges = new DeadEdges(SELF);
  private RaftCore core =
      RaftCore.blank(
          SELF,
          new Parameters(100, 0.01, true, 200, 150, 400, 800, 2, 3, false),
          SafetyRules.RAFT,
          Configuration.of(List.of(Member.voter(new Peer(SELF, "a:1")))),
          0,
          1_000);

  @BeforeEach
  void lead() {
    step(new Input.BeginTerm(core.term(), true));
    step(new Input.TakeOffice(core.term(), List.of(SELF)));
    commit();
    assertThat(core.isLeader()).isTrue();
  }

  private void step(Input input) {
    core = core.step(1_000, input).next();
  }

  private void commit() {
    step(new Input.Persisted(core.log().lastIndex(), core.term(), core.term()));
  }

  private static ClusterView view(NodeId... nodes) {
    return new ClusterView(Arrays.stream(nodes).map(id -> node(id, true)).toList());
  }

  private static ClusterView.Node node(NodeId id, boolean reachable) {
    return new ClusterView.Node(id, id.name() + ":1", Optional.empty(), reachable, false);
  }

  @Test
  void closesTheSessionOfALifeThatAnotherReplaced() {
    edges.viewChanged(view(SELF, B1, C), 0);
    edges.viewChanged(view(SELF, B2, C), 0);

    assertThat(edges.due(core, LONG)).containsExactly(BurstEncoder.forget(B1.incarnation()));
  }

  @Test
  void closesTheSessionOfANodeThatWasRemoved() {
    edges.viewChanged(view(SELF, B1, C), 0);
    edges.viewChanged(view(SELF, B1), 0);

    assertThat(edges.due(core, LONG)).containsExactly(BurstEncoder.forget(C.incarnation()));
  }

  @Test
  void aSilentNodeLives() {
    edges.viewChanged(view(SELF, B1), 0);
    edges.viewChanged(new ClusterView(List.of(node(SELF, true), node(B1, false))), 0);

    assertThat(edges.due(core, 100 * LONG)).isEmpty();
  }

  @Test
  void aViewThatWasOvertakenKillsNobody() {
    edges.viewChanged(view(SELF, B1), 0);
    edges.viewChanged(view(SELF, B2), 0);
    edges.viewChanged(view(SELF, B1), 1); // an older one, late
    edges.viewChanged(view(SELF, B2), 2);

    assertThat(edges.due(core, LONG)).isEmpty(); // of B1 it is not certain yet
    assertThat(edges.due(core, 2 + LONG)).containsExactly(BurstEncoder.forget(B1.incarnation()));
  }

  @Test
  void itsOwnNodeLivesWhateverTheViewSays() {
    edges.viewChanged(view(SELF, B1), 0);
    edges.viewChanged(view(B1), 0);

    assertThat(edges.due(core, LONG)).isEmpty();
  }

  @Test
  void isDoneOnceItIsCommitted() {
    edges.viewChanged(view(SELF, B1), 0);
    edges.viewChanged(view(SELF, B2), 0);
    step(new Input.Propose(edges.due(core, LONG)));
    edges.proposed(core);

    assertThat(edges.due(core, LONG)).isEmpty(); // on its way
    commit();
    assertThat(edges.due(core, LONG)).isEmpty(); // done
  }

  @Test
  void asksAgainInAnotherTerm() {
    edges.viewChanged(view(SELF, B1), 0);
    edges.viewChanged(view(SELF, B2), 0);
    step(new Input.Propose(edges.due(core, LONG)));
    edges.proposed(core);
    step(new Input.TermSeen(core.term() + 1));
    lead();

    assertThat(edges.due(core, LONG)).containsExactly(BurstEncoder.forget(B1.incarnation()));
  }
}
