package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.Post;
import dev.memdi.config.Settings;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.SafetyRules;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a replica campaigns. */
class ElectionCoordinatorTest {
  /** Time stands still, so nothing is tried again. */
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());

  private static final Peer SELF = new Peer(new NodeId("a", 1), "127.0.0.1:1");
  private static final Peer OTHER = new Peer(new NodeId("b", 2), "127.0.0.1:2");
  private static final Configuration BOTH =
      Configuration.of(List.of(Member.voter(SELF), Member.voter(OTHER)));

  private final TestProbe<Replicator.Command> replicator = KIT.createTestProbe();
  private final ActorRef<ElectionCoordinator.Command> coordinator =
      KIT.spawn(
          ElectionCoordinator.create(
              surroundings(), SELF, 7, new ReplicaRefs(KIT.system(), 0), replicator.getRef()));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void suspicionAsksTheReplicatorWhatItWouldStandWith() {
    coordinator.tell(new ElectionCoordinator.Suspect());
    replicator.expectMessageClass(Replicator.DescribeStanding.class);
  }

  @Test
  void theSupportOfAMajorityBeginsATerm() {
    coordinator.tell(new ElectionCoordinator.Suspect());
    replicator.expectMessageClass(Replicator.DescribeStanding.class);
    coordinator.tell(new ElectionCoordinator.Standing(candidacy(), true, BOTH));
    coordinator.tell(
        new ElectionCoordinator.Answer(
            OTHER, SELF.id(), 7, candidacy().term(), true, true, true, 4, OptionalLong.of(12)));
    replicator.expectMessage(new Replicator.TimeTold(12));
    replicator.expectMessage(new Replicator.BeginTerm(4, false));
  }

  @Test
  void whatIsForAnotherIncarnationOrShardIsNotHeard() {
    coordinator.tell(new ElectionCoordinator.Ask(OTHER, new NodeId("a", 99), 7, candidacy(), true));
    coordinator.tell(new ElectionCoordinator.Ask(OTHER, SELF.id(), 8, candidacy(), true));
    coordinator.tell(new ElectionCoordinator.Ask(OTHER, SELF.id(), 7, candidacy(), true));
    assertThat(replicator.expectMessageClass(Replicator.Consider.class).candidate())
        .isEqualTo(OTHER);
    replicator.expectNoMessage();
  }

  /** It once went on under way without a retry, and so was deaf to every later suspicion. */
  @Test
  void aLeaderHeardMeanwhileEndsTheCampaignForGood() {
    coordinator.tell(new ElectionCoordinator.Suspect());
    replicator.expectMessageClass(Replicator.DescribeStanding.class);
    coordinator.tell(new ElectionCoordinator.LeaderHeard());
    coordinator.tell(new ElectionCoordinator.Standing(candidacy(), true, BOTH));
    coordinator.tell(new ElectionCoordinator.Suspect());
    replicator.expectMessageClass(Replicator.DescribeStanding.class);
  }

  private static Candidacy candidacy() {
    return new Candidacy(SELF.id(), 5, 4, 10, false);
  }

  private static Surroundings surroundings() {
    Settings settings = Settings.from(ConfigFactory.empty());
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public long epochMillis() {
            return 0;
          }
        };
    return new Surroundings(
        SELF,
        clock,
        new SplittableRandom(1),
        new Post(KIT.system()),
        settings.raft(),
        settings.cluster(),
        settings.cluster().keyspaces().byDefault(),
        SafetyRules.RAFT,
        (shard, before, input, step) -> {},
        java.util.Optional.empty());
  }
}
