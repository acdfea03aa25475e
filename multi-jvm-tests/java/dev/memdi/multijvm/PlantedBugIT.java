package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.HastyNode;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test of these tests: nodes that acknowledge before a quorum has it must be found out. */
class PlantedBugIT {
  private static final CuttableWiring WIRING = new CuttableWiring();

  @RegisterExtension
  static final RealCluster CLUSTER =
      RealCluster.through(WIRING, 1).running(HastyNode.class, HastyNode.ORDER);

  /** A write that one node has acknowledged alone. */
  private record Planted(Node by, Key key) {}

  @Test
  void aWriteThatWasAcknowledgedByOneNodeAloneAndDiedWithItIsNoticed() throws Exception {
    try (HttpClients test = HttpClients.none(CLUSTER)) {
      Planted write = plant(test);
      write.by().kill();

      Node successor = CLUSTER.awaitLeader(0, CLUSTER.without(write.by()));
      Await.until(
          "a read of " + write.key(),
          () -> {
            Outcome read = test.ask(successor, new Operation.Get(write.key()));
            return Await.unless(
                read instanceof Outcome.Done(Result.Missing _, var _), read.toString());
          });
      assertThatThrownBy(test::judge)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(write.key().toString());
    }
  }

  /**
   * Who is isolated may have lost its office just before, or lose it before the write is there:
   * then it is another's turn, with a key that nobody has written yet.
   */
  private static Planted plant(HttpClients test) {
    List<Planted> tried = new ArrayList<>();
    Await.until(
        "a write that one node acknowledges alone",
        () -> {
          WIRING.heal();
          Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
          Planted write = new Planted(leader, Key.utf8("planted-" + tried.size()));
          tried.add(write);
          WIRING.isolate(leader);
          CLUSTER.order(leader);
          Outcome written = test.ask(leader, Operation.Set.of(write.key(), Bytes.utf8("1")));
          if (written instanceof Outcome.Done) {
            return Optional.empty();
          }
          CLUSTER.countermand(leader);
          return Optional.of(written.toString());
        });
    return tried.getLast();
  }
}
