package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.HastyNode;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test of these tests: nodes that acknowledge before a quorum has it must be found out. */
class PlantedBugIT {
  private static final Key KEY = Key.utf8("planted");

  private static final CuttableWiring WIRING = new CuttableWiring();

  @RegisterExtension
  static final RealCluster CLUSTER = RealCluster.through(WIRING, 1).running(HastyNode.class);

  @Test
  void aWriteThatWasAcknowledgedByOneNodeAloneAndDiedWithItIsNoticed() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    List<Node> others = CLUSTER.without(leader);
    try (HttpClients test = HttpClients.none(CLUSTER)) {
      WIRING.isolate(leader);
      Outcome written = test.ask(leader, Operation.Set.of(KEY, Bytes.utf8("1")));
      leader.kill();
      assertThat(written).isInstanceOf(Outcome.Done.class);

      Node successor = CLUSTER.awaitLeader(0, others);
      Await.until(
          "a read of " + KEY,
          () -> {
            Outcome read = test.ask(successor, new Operation.Get(KEY));
            return Await.unless(
                read instanceof Outcome.Done(Result.Missing _, var _), read.toString());
          });
      assertThatThrownBy(test::judge)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(KEY.toString());
    }
  }
}
