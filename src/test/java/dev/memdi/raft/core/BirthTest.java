package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A shard is born once. */
class BirthTest {
  private final Nursery nursery = new Nursery();

  private static Birth.Founders founders(String... nodes) {
    return new Birth.Founders(List.of(Given.peers(nodes)));
  }

  @Test
  void theFirstThreeByNameFound() {
    nursery.start("d", "b", "c", "a");

    nursery.canvass("a");
    nursery.deliverAll();

    assertThat(nursery.born.keySet()).containsExactly(Given.id("a"), Given.id("b"), Given.id("c"));
    assertThat(nursery.born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void nobodyFoundsWhoSeesFewerThanExpected() {
    nursery.start("a", "b");

    nursery.canvass("a");

    assertThat(nursery.network).isEmpty();
  }

  @Test
  void nobodyFoundsWhoDoesNotReachEveryone() {
    nursery.start("a", "b", "c");
    nursery.see("a", "b", "c");
    nursery.view =
        new ClusterView(
            Stream.concat(
                    nursery.view.nodes().stream(),
                    Stream.of(
                        new ClusterView.Node(Given.id("d"), "d:1", Optional.empty(), false, false)))
                .toList());

    nursery.canvass("a");

    assertThat(nursery.network).isEmpty();
  }

  @Test
  void onlyTheFirstByNameBegins() {
    nursery.start("a", "b", "c");

    nursery.canvass("b");

    assertThat(nursery.network).isEmpty();
  }

  @Test
  void whoeverHoldsStateVetoesAnotherBirth() {
    nursery.start("a", "b", "c");
    nursery.canvass("a");
    nursery.deliverAll();
    nursery.restart("a", "a2");
    nursery.see("a2", "b", "c");

    nursery.canvass("a2");
    nursery.deliverAll();

    assertThat(nursery.born.keySet()).containsExactly(Given.id("b"), Given.id("c"));
    assertThat(nursery.born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void foundersWhoMissedTheirDeclarationAreToldAgain() {
    nursery.start("a", "b", "c");
    nursery.canvass("a");
    nursery.deliverAllButDeclarationsTo("b", "c");
    assertThat(nursery.born.keySet()).containsExactly(Given.id("a"));

    nursery.canvass("c");
    nursery.deliverAll();

    assertThat(nursery.born.keySet()).hasSize(3);
    assertThat(nursery.born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void aBirthThatNobodyHeardOfIsFollowedByAnother() {
    nursery.start("a", "b", "c");
    nursery.canvass("a");
    nursery.deliverAllButDeclarationsTo("a", "b", "c");
    nursery.restart("b", "b2");
    nursery.see("a", "b2", "c");

    nursery.canvass("a");
    nursery.deliverAll();

    assertThat(nursery.born.values()).hasSize(3).containsOnly(founders("a", "b2", "c"));
  }

  @Test
  void aBallotIsNeverUsedForTwoSets() {
    nursery.start("a", "b", "c", "d");
    nursery.see("a", "b", "c");
    Birth.Reaction first = nursery.blank.get(Given.id("a")).canvass(nursery.view, Nursery.EXPECT);
    nursery.see("a", "b", "d");

    Birth.Reaction second = first.next().canvass(nursery.view, Nursery.EXPECT);

    assertThat(second.next().attempt().orElseThrow().ballot())
        .isGreaterThan(first.next().attempt().orElseThrow().ballot());
  }

  /**
   * {x, y, z} was declared and only z heard of it; then {w, x, y} took its place, and w and x
   * heard. One who sees neither w nor x may not bring {x, y, z} back to life.
   */
  @Test
  void aBirthThatWasSupersededIsNotBroughtBack() {
    nursery.start("v", "w", "x", "y", "z");
    nursery.see("x", "y", "z");
    nursery.canvass("x");
    nursery.deliverAllButDeclarationsTo("x", "y");
    nursery.see("w", "x", "y");
    nursery.canvass("w"); // outbid
    nursery.deliverAll();
    nursery.canvass("w");
    nursery.deliverAllButDeclarationsTo("y");
    assertThat(nursery.born.get(Given.id("w"))).isEqualTo(founders("w", "x", "y"));
    assertThat(nursery.born.get(Given.id("x"))).isEqualTo(founders("w", "x", "y"));

    nursery.see("v", "y", "z");
    for (int i = 0; i < 4; i++) {
      nursery.canvass("v");
      nursery.deliverAll();
    }

    assertThat(nursery.born.get(Given.id("z"))).isEqualTo(founders("x", "y", "z"));
    assertThat(nursery.born).doesNotContainKey(Given.id("y"));
  }

  @Test
  void anIncarnationsDeathCountsAsItsPromise() {
    nursery.start("a", "b", "c");
    nursery.canvass("a");
    nursery.deliverAllButDeclarationsTo("a", "b", "c");
    nursery.restart("a", "a2");
    nursery.restart("b", "b2");
    nursery.see("a2", "b2", "c");

    nursery.canvass("a2");
    nursery.deliverAll();

    assertThat(nursery.born.values()).hasSize(3).containsOnly(founders("a2", "b2", "c"));
  }

  @Test
  void aLowerBallotIsOutbidAndTheNextOneIsHigher() {
    nursery.start("a", "b", "c");
    nursery.see("b", "c", "a");
    nursery.canvass("a");
    Birth a = nursery.blank.get(Given.id("a"));
    Birth.Ballot high = new Birth.Ballot(7, Given.id("c"));
    Birth.Ballot own = a.attempt().orElseThrow().ballot();

    Birth outbid = a.receive(new Birth.Message.Outbid(own, high), nursery.view).next();

    assertThat(outbid.attempt()).isEmpty();
    assertThat(outbid.canvass(nursery.view, Nursery.EXPECT).next().attempt().orElseThrow().ballot())
        .isGreaterThan(high);
  }

  @Test
  void foundersAreKnownByTheirLineage() {
    assertThat(founders("c", "a", "b").lineage()).isEqualTo(founders("a", "b", "c").lineage());
    assertThat(founders("a", "b", "c").lineage()).isNotEqualTo(founders("a", "b", "c2").lineage());
    assertThat(founders("a", "b", "c").configuration()).isEqualTo(Given.voters("a", "b", "c"));
  }
}
