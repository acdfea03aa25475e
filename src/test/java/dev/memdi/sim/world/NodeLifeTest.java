package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.sim.world.Recorder.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLifeTest {
  private final World world = new World(1);
  private final Recorder a = Recorder.on(world, "a");
  private final Recorder b = Recorder.on(world, "b");

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void nothingOfAKilledNodeRunsAgain() {
    b.tick(Duration.ofMillis(10), 1);
    world.run(Duration.ofMillis(105));
    assertThat(b.seen()).hasSize(10);

    b.send(b, 2); // a task that is ready
    b.node().kill();
    a.send(b, 3);
    world.run(Duration.ofSeconds(10));

    assertThat(b.node().alive()).isFalse();
    assertThat(b.seen()).hasSize(10);
    assertThat(world.network().count(PacketFate.UNREACHABLE)).isEqualTo(1);
    assertThatThrownBy(b.node()::system).hasMessage("b is not running");
    assertThatThrownBy(b.node()::kill).hasMessage("b is not running");
  }

  @Test
  void aNodeIsStartedAgainAtItsAddressAsANewIncarnation() {
    world.run(Duration.ofMillis(10));
    String firstSelf = b.self();
    b.node().kill();
    b.start();
    world.run(Duration.ofMillis(10));

    a.send(b, 1);
    world.run(Duration.ofMillis(10));

    assertThat(b.numbers()).containsExactly(1L);
    assertThat(b.node().incarnation()).isEqualTo(2);
    assertThat(b.self()).startsWith(b.node().path("/user/recorder#")).isNotEqualTo(firstSelf);
    assertThatThrownBy(b::start).hasMessage("b runs already");
  }

  @Test
  void whatIsUnderWayToAnActorOfAnOldLifeDoesNotReachItsSuccessor() {
    world.network().profile(LinkProfile.PERFECT.withDelay(ms(100), ms(100)));
    world.run(ms(10));

    a.sendTo(b.self(), 1); // this very actor
    a.sendTo(b.node().path("/user/recorder"), 2); // whoever is there
    world.run(ms(50));
    b.node().kill();
    b.start();
    world.run(ms(500));
    assertThat(b.numbers()).containsExactly(2L);

    a.sendTo(b.self(), 3);
    world.run(ms(500));
    assertThat(b.numbers()).containsExactly(2L, 3L);
  }

  @Test
  void whatADeadNodeSentStillArrives() {
    world.network().profile(LinkProfile.PERFECT.withDelay(ms(100), ms(100)));
    a.send(b, 1);
    a.node().kill();

    world.run(ms(500));

    assertThat(b.numbers()).containsExactly(1L);
  }

  @Test
  void aPausedNodeStandsStillWhileItsClockGoesOn() {
    b.tick(ms(10), 1);
    world.run(ms(25));
    b.node().pause();
    long clockBefore = b.node().clock().nanos();
    a.send(b, 2);
    a.send(b, 3);
    world.run(ms(50));
    assertThat(b.numbers()).containsExactly(1L, 1L);
    assertThat(world.network().count(PacketFate.HELD)).isEqualTo(2);

    b.node().resume();
    assertThat(b.node().clock().nanos() - clockBefore).isEqualTo(ms(50).toNanos());
    world.run(ms(1));

    // The ticks of 30 to 70 ms are made up for, and what was sent is read, at the moment it
    // resumes.
    assertThat(b.numbers().stream().filter(number -> number == 1)).hasSize(7);
    assertThat(b.numbers()).containsSubsequence(2L, 3L);
    assertThat(b.seen()).last().extracting(Seen::nanos).isEqualTo(ms(75).toNanos());
  }

  @Test
  void aPausedNodeCanBeKilled() {
    world.run(ms(1));
    b.node().pause();
    a.send(b, 1);
    world.run(ms(10));
    b.node().kill();
    b.start();
    assertThat(b.node().paused()).isFalse();
    a.send(b, 2);
    world.run(ms(10));

    assertThat(b.numbers()).containsExactly(2L);
  }

  @Test
  void aNodesOwnScheduleEndsWithItsLife() {
    List<String> happened = new ArrayList<>();
    b.node().onKill(() -> happened.add("killed"));
    b.node().schedule(ms(10), () -> happened.add("before"));
    b.node().schedule(ms(30), () -> happened.add("after"));
    world.run(ms(20));
    b.node().kill();
    b.start();
    world.run(ms(20));

    assertThat(happened).containsExactly("before", "killed");
  }

  @Test
  void aNodeMayEndByItself() {
    world.run(ms(10));
    b.node().system().terminate();

    assertThat(world.runUntil(() -> !b.node().alive(), Duration.ofMinutes(1))).isTrue();

    b.start();
    a.send(b, 1);
    world.run(ms(10));
    assertThat(b.numbers()).containsExactly(1L);
  }

  @Test
  void deathWatchWorksAcrossNodes() {
    List<String> died = new ArrayList<>();
    watch(b.node().path("/user/recorder"), died);
    world.run(Duration.ofMinutes(1));
    assertThat(died).isEmpty();

    b.node().kill();
    assertThat(world.runUntil(() -> died.size() == 1, Duration.ofMinutes(1))).isTrue();
    assertThat(died.getFirst()).isEqualTo("recorder");
  }

  @Test
  void deathWatchSeesARestartThroughALossyNetwork() {
    List<String> died = new ArrayList<>();
    world.network().profile(LinkProfile.LAN.withLoss(0.3));
    world.run(ms(10));
    watch(b.self(), died);
    world.run(Duration.ofSeconds(20));

    b.node().kill();
    b.start();

    assertThat(world.runUntil(() -> died.size() == 1, Duration.ofMinutes(2))).isTrue();
    assertThat(world.network().count(PacketFate.RESENT)).isPositive();
  }

  @Test
  void aPluginFindsTheNodeThatItRunsOn() {
    assertThat(SimNode.of(a.node().system())).isSameAs(a.node());
    assertThat(SimNode.of(b.node().system().classicSystem())).isSameAs(b.node());
  }

  private void watch(String path, List<String> died) {
    ActorRef<Void> watched = ActorRefResolver.get(a.node().system()).resolveActorRef(path);
    a.node()
        .system()
        .systemActorOf(
            Behaviors.<Void>setup(context -> {
              context.watch(watched);
              return Behaviors.receive(Void.class)
                  .onSignal(
                      Terminated.class,
                      terminated -> {
                        died.add(terminated.getRef().path().name());
                        return Behaviors.same();
                      })
                  .build();
            }),
            "watcher",
            Props.empty());
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
