package dev.memdi.routing;

import static dev.memdi.routing.Reports.id;
import static dev.memdi.routing.Reports.there;
import static dev.memdi.routing.Reports.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sees out the nodes that operators want out: here b and d of a cluster of four. */
class RemovalsTest {
  private final Removals removals = new Removals(Reports.SETTINGS);

  @BeforeEach
  void want() {
    removals.begin(id("b"));
    removals.begin(id("d"));
  }

  @Test
  void theFirstNodeSeesAllOut() {
    assertThat(removals.seenOutBy(id("a"), view("a", "b", "c", "d")))
        .containsExactly(id("b"), id("d"));
  }

  @Test
  void anotherSeesOutOnlyItself() {
    ClusterView four = view("a", "b", "c", "d");
    assertThat(removals.seenOutBy(id("b"), four)).containsExactly(id("b"));
    assertThat(removals.seenOutBy(id("c"), four)).isEmpty();
    assertThat(removals.seenOutBy(id("d"), four)).containsExactly(id("d"));
  }

  @Test
  void theNextIsTheFirstWhereThoseBeforeItAreSilentOrOnTheirWay() {
    ClusterView view =
        new ClusterView(
            List.of(
                there("a", false, false),
                there("b", true, true),
                there("c", true, false),
                there("d", true, false)));
    assertThat(removals.seenOutBy(id("c"), view)).containsExactly(id("b"), id("d"));
    assertThat(removals.seenOutBy(id("d"), view)).containsExactly(id("d"));
  }
}
