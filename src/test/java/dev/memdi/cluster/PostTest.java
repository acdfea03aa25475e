package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes, connected by TCP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostTest {
  private static final int MIB = 1024 * 1024;
  private static final int LARGEST_ORDINARY = 192 * 1024;
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              include classpath("memdi-pekko.conf")
              pekko.actor.provider = remote
              pekko.remote.artery.transport = tcp
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.loglevel = ERROR # a node that ends makes the other warn of closed connections
              """)
          .withFallback(ConfigFactory.load())
          .resolve();

  /** A node whose bulk actor is overheard. */
  private static final class Node {
    final ActorTestKit kit = ActorTestKit.create("memdi", CONFIG);
    final Post post = new Post(kit.system());
    final TestProbe<Bulk.Command> parcels = kit.createTestProbe();
    final TestProbe<Answers> receiver = kit.createTestProbe();

    Node() {
      kit.system()
          .systemActorOf(
              Behaviors.setup(context -> {
                context.spawn(
                    Behaviors.monitor(Bulk.Command.class, parcels.getRef(), Bulk.create()),
                    Bulk.NAME);
                return Behaviors.empty();
              }),
              "memdi",
              Props.empty());
    }

    Object nextParcel() {
      return ((Bulk.Parcel<?>) parcels.receiveMessage(LONG)).message();
    }

    /** This node's receiver as another node sees it. */
    ActorRef<Answers> receiverSeenFrom(Node other) {
      String path = ActorRefResolver.get(kit.system()).toSerializationFormat(receiver.getRef());
      return ActorRefResolver.get(other.kit.system()).resolveActorRef(path);
    }
  }

  private Node here;
  private Node there;

  @BeforeAll
  void start() {
    here = new Node();
    there = new Node();
  }

  @AfterAll
  void stop() {
    here.kit.shutdownTestKit();
    there.kit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 32})
  void aMessageOfManyMegabytesArrives(int mebibytes) {
    Answers answers = answers(mebibytes * MIB);

    here.post.send(there.receiverSeenFrom(here), answers, mebibytes * MIB);

    assertThat(there.receiver.receiveMessage(LONG)).isEqualTo(answers);
    assertThat(there.nextParcel()).isEqualTo(answers);
  }

  @Test
  void onlyALargeMessageGoesAsAParcel() {
    ActorRef<Answers> to = there.receiverSeenFrom(here);
    Answers small = answers(LARGEST_ORDINARY);
    Answers large = answers(LARGEST_ORDINARY + 1);

    here.post.send(to, small, LARGEST_ORDINARY);
    assertThat(there.receiver.receiveMessage(LONG)).isEqualTo(small);
    here.post.send(to, large, LARGEST_ORDINARY + 1);
    assertThat(there.receiver.receiveMessage(LONG)).isEqualTo(large);

    assertThat(there.nextParcel()).as("the first parcel").isEqualTo(large);
  }

  @Test
  void withinANodeEvenALargeMessageGoesStraight() {
    Answers large = answers(MIB);

    here.post.send(here.receiver.getRef(), large, MIB);
    assertThat(here.receiver.receiveMessage(LONG)).isSameAs(large);

    Answers other = answers(MIB + 1);
    there.post.send(here.receiverSeenFrom(there), other, MIB + 1);
    assertThat(here.nextParcel()).as("the first parcel").isEqualTo(other);
    here.receiver.receiveMessage(LONG);
  }

  /**
   * The stream for large messages is one of its own: what is in it is not in the ordinary one's
   * way.
   */
  @Test
  void whatTheApplicationHasForLargeMessagesIsKept() {
    Config config =
        ConfigFactory.parseString(
                """
                pekko.remote.artery.large-message-destinations = ["/user/theirs"]
                include classpath("memdi-pekko.conf")
                """)
            .withFallback(ConfigFactory.load())
            .resolve();

    assertThat(config.getStringList("pekko.remote.artery.large-message-destinations"))
        .containsExactly("/user/theirs", Bulk.PATH);
  }

  private static Answers answers(int bytes) {
    byte[] value = new byte[bytes];
    for (int i = 0; i < bytes; i += 1000) {
      value[i] = (byte) (i / 1000);
    }
    return new Answers(
        1,
        List.of(
            new Answers.Answer(
                1,
                new Outcome.Done(
                    new Result.Found(Bytes.wrap(value), new Revision(1), Optional.empty()),
                    new Assurance.Linearizable()))));
  }
}
