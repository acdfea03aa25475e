package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.sim.world.Recorder.Seen;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private final World world = new World(1);
  private final SimNetwork network = world.network();
  private final Recorder a = Recorder.on(world, "a");
  private final Recorder b = Recorder.on(world, "b");
  private final Recorder c = Recorder.on(world, "c");

  @BeforeEach
  void start() {
    world.run(Duration.ofMillis(1));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void messagesArriveInOrderWithinTheRangeOfDelays() {
    network.profile(LinkProfile.PERFECT.withDelay(Duration.ofMillis(5), Duration.ofMillis(50)));
    long start = world.nanos();
    a.stream(b, 100);
    world.run(Duration.ofSeconds(1));

    assertThat(b.numbers()).isEqualTo(numbers(100));
    for (Seen seen : b.seen()) {
      assertThat(seen.nanos() - start - seen.number() * 1_000_000)
          .isBetween(5_000_000L, 51_000_000L);
    }
    assertCounts(100, 100);
    assertThat(network.bytes()).isEqualTo(1200);
  }

  @Test
  void loss() {
    network.profile(LinkProfile.LAN.withLoss(0.3));
    a.stream(b, 1000);
    world.run(Duration.ofSeconds(2));

    assertThat(network.count(PacketFate.LOST)).isBetween(200L, 400L);
    assertCounts(1000, 1000 - network.count(PacketFate.LOST));
    assertThat(b.numbers()).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void duplication() {
    network.profile(LinkProfile.LAN.withDuplication(0.3));
    a.stream(b, 1000);
    world.run(Duration.ofSeconds(2));

    assertThat(network.count(PacketFate.DUPLICATED)).isBetween(200L, 400L);
    assertCounts(1000, 1000 + network.count(PacketFate.DUPLICATED));
    assertThat(b.numbers().stream().distinct().sorted()).isEqualTo(numbers(1000));
  }

  @Test
  void reordering() {
    network.profile(
        LinkProfile.PERFECT
            .withDelay(Duration.ofMillis(1), Duration.ofMillis(20))
            .withReordering());
    a.stream(b, 1000);
    world.run(Duration.ofSeconds(2));

    assertThat(b.numbers()).containsExactlyInAnyOrderElementsOf(numbers(1000));
    assertThat(b.numbers()).isNotEqualTo(numbers(1000));
    assertThat(network.count(PacketFate.REORDERED)).isGreaterThan(100);
  }

  @Test
  void aCutLosesWhatArrivesMeanwhileInBothDirections() {
    a.stream(b, 100);
    b.stream(a, 100);
    a.stream(c, 100);
    world.run(Duration.ofMillis(30));
    Disturbance cut = network.cut(a.node(), b.node());
    world.run(Duration.ofMillis(30));
    cut.heal();
    cut.heal(); // does nothing
    world.run(Duration.ofMillis(500));

    long lost = network.count(PacketFate.CUT);
    assertThat(lost).isBetween(50L, 70L);
    assertThat(a.seen().size() + b.seen().size()).isEqualTo(200 - lost);
    assertThat(a.numbers()).contains(10L, 90L).doesNotContain(45L);
    assertThat(b.numbers()).contains(10L, 90L).doesNotContain(45L);
    assertThat(c.numbers()).isEqualTo(numbers(100));
  }

  @Test
  void aOneWayCutLeavesTheWayBackOpen() {
    network.cutOneWay(a.node(), b.node());
    assertThat(reached()).containsExactlyInAnyOrder("ac", "ba", "bc", "ca", "cb");
  }

  @Test
  void aSplitSeparatesTwoSides() {
    network.split(List.of(a.node(), b.node()));
    assertThat(reached()).containsExactlyInAnyOrder("ab", "ba");
  }

  @Test
  void aDeafNodeIsHeardAndAMuteOneHears() {
    Disturbance deaf = network.deafen(a.node());
    assertThat(reached()).containsExactlyInAnyOrder("ab", "ac", "bc", "cb");
    deaf.heal();
    network.mute(a.node());
    assertThat(reached()).containsExactlyInAnyOrder("ba", "ca", "bc", "cb");
  }

  @Test
  void overlappingCutsHealOneByOneOrAllAtOnce() {
    Disturbance one = network.cut(a.node(), b.node());
    network.split(List.of(a.node()));
    one.heal();
    assertThat(reached()).containsExactlyInAnyOrder("bc", "cb");
    network.heal();
    assertThat(reached()).hasSize(6);
  }

  @Test
  void aLinkMayBeUnlikeTheOthers() {
    network.profile(a.node(), b.node(), LinkProfile.PERFECT.withLoss(1));
    assertThat(reached()).containsExactlyInAnyOrder("ac", "ba", "bc", "ca", "cb");
    network.profile(a.node(), b.node(), null);
    assertThat(reached()).hasSize(6);
  }

  @Test
  void aBurstMakesSomeLinksWorseUntilItIsHealed() {
    Disturbance loss = network.worsen(LinkProfile.PERFECT.withLoss(1));
    assertThat(reached()).isEmpty();
    loss.heal();
    assertThat(reached()).hasSize(6);
    network.worsen((from, to) -> to == c.node(), LinkProfile.PERFECT.withLoss(1));
    assertThat(reached()).containsExactlyInAnyOrder("ab", "ba", "ca", "cb");
  }

  @Test
  void delaysBeyondTheUsualAreCounted() {
    network.profile(LinkProfile.LAN);
    Disturbance burst =
        network.worsen(
            LinkProfile.PERFECT.withDelay(Duration.ofMillis(100), Duration.ofMillis(200)));
    a.stream(b, 10);
    world.run(Duration.ofMillis(20));
    burst.heal();
    c.stream(b, 10);
    world.run(Duration.ofSeconds(1));

    assertThat(network.count(PacketFate.DELAYED)).isEqualTo(10);
    assertThat(b.numbers()).hasSize(20);
  }

  @Test
  void aMessageLargerThanAFrameFailsTheRun() {
    ActorRef<Register.Wire> ref =
        ActorRefResolver.get(a.node().system()).resolveActorRef(b.node().path("/user/recorder"));
    ref.tell(new Register.Read(1, "k".repeat(30_000), a.node().system().deadLetters()));
    world.run(Duration.ofMillis(10)); // as long as a frame allows

    StringBuilder tooLong = new StringBuilder("k".repeat(300_000));
    ref.tell(new Register.Read(1, tooLong.toString(), a.node().system().deadLetters()));

    assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
        .isInstanceOf(SimulationFailure.class)
        .hasRootCauseMessage("it is longer than a frame of 262144 bytes");
  }

  @Test
  void aMessageWithoutASerializerFailsTheRun() {
    ActorRef<Object> ref =
        ActorRefResolver.get(a.node().system()).resolveActorRef(b.node().path("/user/recorder"));
    ref.tell(new StringBuilder("no wire format"));

    assertThatThrownBy(() -> world.run(Duration.ofMillis(10)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageEndingWith("can't send a java.lang.StringBuilder");
  }

  /** Who reaches whom right now, as "ab" for a reaching b. */
  private List<String> reached() {
    List<Recorder> all = List.of(a, b, c);
    all.forEach(to -> to.seen().clear());
    for (Recorder from : all) {
      for (Recorder to : all) {
        if (from != to) {
          from.send(to, from.node().index());
        }
      }
    }
    world.run(Duration.ofSeconds(1));
    return all.stream()
        .flatMap(to ->
            to.numbers().stream()
                .map(from -> all.get(from.intValue()).node().name() + to.node().name()))
        .toList();
  }

  private void assertCounts(long sent, long delivered) {
    assertThat(network.count(PacketFate.SENT)).isEqualTo(sent);
    assertThat(network.count(PacketFate.DELIVERED)).isEqualTo(delivered);
    assertThat(b.seen()).hasSize((int) delivered);
  }

  private static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
