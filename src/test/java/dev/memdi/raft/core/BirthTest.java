package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A shard is born once. */
class BirthTest {
  private static final int EXPECT = 3;

  /** Who each node was born with; blank ones are not in it. */
  private final SortedMap<NodeId, Birth.Founders> born = new TreeMap<>();

  private final SortedMap<NodeId, Birth> blank = new TreeMap<>();
  private final List<Birth.Send> network = new ArrayList<>();
  private ClusterView view = ClusterView.EMPTY;

  private void start(String... nodes) {
    for (String node : nodes) {
      blank.put(Given.id(node), Birth.blank(Given.peer(node)));
    }
    see(blank.keySet().stream().toList());
  }

  private void see(String... nodes) {
    see(Stream.of(nodes).map(Given::id).toList());
  }

  private void see(List<NodeId> nodes) {
    view =
        new ClusterView(
            nodes.stream()
                .map(n -> new ClusterView.Node(n, n.name() + ":1", Optional.empty(), true, false))
                .toList());
  }

  private void restart(String old, String young) {
    blank.remove(Given.id(old));
    born.remove(Given.id(old));
    blank.put(Given.id(young), Birth.blank(Given.peer(young)));
  }

  private void canvass(String node) {
    Birth birth = blank.get(Given.id(node));
    if (birth != null) {
      react(birth, birth.canvass(view, EXPECT));
    }
  }

  private void react(Birth before, Birth.Reaction reaction) {
    NodeId self = before.self().id();
    blank.put(self, reaction.next());
    network.addAll(reaction.sends());
    reaction
        .born()
        .ifPresent(
            founders -> {
              blank.remove(self);
              born.put(self, founders);
            });
  }

  private void deliver(Birth.Send send) {
    NodeId to = send.to().id();
    Birth birth = blank.get(to);
    if (birth != null) {
      react(birth, birth.receive(send.message(), view));
    } else if (born.containsKey(to) && send.message() instanceof Birth.Message.Canvass canvass) {
      network.add(
          new Birth.Send(
              canvass.from(), new Birth.Message.Born(canvass.ballot(), born.get(to))));
    }
  }

  /** Delivers everything but declarations to these, which are lost. */
  private void deliverAllButDeclarationsTo(String... deaf) {
    List<NodeId> ids = Subject.ids(deaf);
    while (!network.isEmpty()) {
      Birth.Send next = network.removeFirst();
      if (!(next.message() instanceof Birth.Message.Declare) || !ids.contains(next.to().id())) {
        deliver(next);
      }
    }
  }

  private void deliverAll() {
    deliverAllButDeclarationsTo();
  }

  private static Birth.Founders founders(String... nodes) {
    return new Birth.Founders(List.of(Given.peers(nodes)));
  }

  @Test
  void theFirstThreeByNameFound() {
    start("d", "b", "c", "a");

    canvass("a");
    deliverAll();

    assertThat(born.keySet()).containsExactly(Given.id("a"), Given.id("b"), Given.id("c"));
    assertThat(born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void nobodyFoundsWhoSeesFewerThanExpected() {
    start("a", "b");

    canvass("a");

    assertThat(network).isEmpty();
  }

  @Test
  void nobodyFoundsWhoDoesNotReachEveryone() {
    start("a", "b", "c");
    see("a", "b", "c");
    view =
        new ClusterView(
            Stream.concat(
                    view.nodes().stream(),
                    Stream.of(
                        new ClusterView.Node(Given.id("d"), "d:1", Optional.empty(), false, false)))
                .toList());

    canvass("a");

    assertThat(network).isEmpty();
  }

  @Test
  void onlyTheFirstByNameBegins() {
    start("a", "b", "c");

    canvass("b");

    assertThat(network).isEmpty();
  }

  @Test
  void whoeverHoldsStateVetoesAnotherBirth() {
    start("a", "b", "c");
    canvass("a");
    deliverAll();
    restart("a", "a2");
    see("a2", "b", "c");

    canvass("a2");
    deliverAll();

    assertThat(born.keySet()).containsExactly(Given.id("b"), Given.id("c"));
    assertThat(born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void foundersWhoMissedTheirDeclarationAreToldAgain() {
    start("a", "b", "c");
    canvass("a");
    deliverAllButDeclarationsTo("b", "c");
    assertThat(born.keySet()).containsExactly(Given.id("a"));

    canvass("c");
    deliverAll();

    assertThat(born.keySet()).hasSize(3);
    assertThat(born.values()).containsOnly(founders("a", "b", "c"));
  }

  @Test
  void aBirthThatNobodyHeardOfIsFollowedByAnother() {
    start("a", "b", "c");
    canvass("a");
    deliverAllButDeclarationsTo("a", "b", "c");
    restart("b", "b2");
    see("a", "b2", "c");

    canvass("a");
    deliverAll();

    assertThat(born.values()).hasSize(3).containsOnly(founders("a", "b2", "c"));
  }

  @Test
  void aBallotIsNeverUsedForTwoSets() {
    start("a", "b", "c", "d");
    see("a", "b", "c");
    Birth.Reaction first = blank.get(Given.id("a")).canvass(view, EXPECT);
    see("a", "b", "d");

    Birth.Reaction second = first.next().canvass(view, EXPECT);

    assertThat(second.next().attempt().orElseThrow().ballot())
        .isGreaterThan(first.next().attempt().orElseThrow().ballot());
  }

  /**
   * {x, y, z} was declared and only z heard of it; then {w, x, y} took its place, and w and x heard. One
   * who sees neither w nor x may not bring {x, y, z} back to life.
   */
  @Test
  void aBirthThatWasSupersededIsNotBroughtBack() {
    start("v", "w", "x", "y", "z");
    see("x", "y", "z");
    canvass("x");
    deliverAllButDeclarationsTo("x", "y");
    see("w", "x", "y");
    canvass("w"); // outbid
    deliverAll();
    canvass("w");
    deliverAllButDeclarationsTo("y");
    assertThat(born.get(Given.id("w"))).isEqualTo(founders("w", "x", "y"));
    assertThat(born.get(Given.id("x"))).isEqualTo(founders("w", "x", "y"));

    see("v", "y", "z");
    for (int i = 0; i < 4; i++) {
      canvass("v");
      deliverAll();
    }

    assertThat(born.get(Given.id("z"))).isEqualTo(founders("x", "y", "z"));
    assertThat(born).doesNotContainKey(Given.id("y"));
  }

  @Test
  void anIncarnationsDeathCountsAsItsPromise() {
    start("a", "b", "c");
    canvass("a");
    deliverAllButDeclarationsTo("a", "b", "c");
    restart("a", "a2");
    restart("b", "b2");
    see("a2", "b2", "c");

    canvass("a2");
    deliverAll();

    assertThat(born.values()).hasSize(3).containsOnly(founders("a2", "b2", "c"));
  }

  @Test
  void aLowerBallotIsOutbidAndTheNextOneIsHigher() {
    start("a", "b", "c");
    see("b", "c", "a");
    canvass("a");
    Birth a = blank.get(Given.id("a"));
    Birth.Ballot high = new Birth.Ballot(7, Given.id("c"));
    Birth.Ballot own = a.attempt().orElseThrow().ballot();

    Birth outbid = a.receive(new Birth.Message.Outbid(own, high), view).next();

    assertThat(outbid.attempt()).isEmpty();
    assertThat(outbid.canvass(view, EXPECT).next().attempt().orElseThrow().ballot())
        .isGreaterThan(high);
  }

  @Test
  void foundersAreKnownByTheirLineage() {
    assertThat(founders("c", "a", "b").lineage()).isEqualTo(founders("a", "b", "c").lineage());
    assertThat(founders("a", "b", "c").lineage()).isNotEqualTo(founders("a", "b", "c2").lineage());
    assertThat(founders("a", "b", "c").configuration()).isEqualTo(Given.voters("a", "b", "c"));
  }
}
