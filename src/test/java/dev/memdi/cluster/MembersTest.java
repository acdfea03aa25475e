package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.CollectionConverters;

class MembersTest {
  @ParameterizedTest
  @CsvSource({
    "joining, false",
    "weaklyUp, false",
    "up, false",
    "leaving, true",
    "exiting, true",
    "down, true"
  })
  void everyMemberIsANodeUsableOrLeaving(String status, boolean leaving) {
    Member member = member("a", 1, 25521, status(status));

    assertThat(Members.view(List.of(member), Set.of()).nodes())
        .containsExactly(
            new ClusterView.Node(
                new NodeId("a", 1), "127.0.0.1:25521", Optional.of("h:1"), true, leaving));
  }

  @Test
  void anUnreachableMemberDoesNotAnswer() {
    Member a = member("a", 1, 25521, MemberStatus.up());
    Member b = member("b", 1, 25522, MemberStatus.up());

    ClusterView view = Members.view(List.of(a, b), Set.of(b));

    assertThat(view.reaches(new NodeId("a", 1))).isTrue();
    assertThat(view.reaches(new NodeId("b", 1))).isFalse();
  }

  @Test
  void membersThatAreNotMemdiNodesAreNotInTheView() {
    Member other = member(25521, MemberStatus.up(), "backend");

    assertThat(Members.view(List.of(other), Set.of())).isEqualTo(ClusterView.EMPTY);
  }

  @Test
  void aLifeThatIsOnItsWayOutIsOverWhenTheNextIsThere() {
    Member down = member("a", 1, 25521, MemberStatus.down());
    Member next = member("a", 2, 25531, MemberStatus.joining());

    assertThat(ids(Members.view(List.of(down), Set.of()))).containsExactly("a#1");
    assertThat(ids(Members.view(List.of(down, next), Set.of(down)))).containsExactly("a#2");
  }

  @Test
  void twoLivesOfWhichNoneIsDownAreBothThere() {
    // Silence is no proof: to leave out the silent one would be to declare it dead.
    Member silent = member("a", 1, 25521, MemberStatus.up());
    Member other = member("a", 2, 25531, MemberStatus.up());

    ClusterView view = Members.view(List.of(silent, other), Set.of(silent));

    assertThat(ids(view)).containsExactly("a#1", "a#2");
  }

  @Test
  void aViewIsOrderedWhateverTheOrderOfMembers() {
    Member a = member("a", 1, 25522, MemberStatus.up());
    Member b = member("b", 1, 25521, MemberStatus.up());

    assertThat(Members.view(List.of(b, a), Set.of()))
        .isEqualTo(Members.view(List.of(a, b), Set.of()));
  }

  private static List<String> ids(ClusterView view) {
    return view.nodes().stream().map(n -> n.id().toString()).toList();
  }

  private static MemberStatus status(String name) {
    return switch (name) {
      case "joining" -> MemberStatus.joining();
      case "weaklyUp" -> MemberStatus.weaklyUp();
      case "up" -> MemberStatus.up();
      case "leaving" -> MemberStatus.leaving();
      case "exiting" -> MemberStatus.exiting();
      default -> MemberStatus.down();
    };
  }

  private static Member member(String name, long incarnation, int port, MemberStatus status) {
    NodeRole role =
        new NodeRole(new NodeId(name, incarnation), Optional.of("h:1"), Optional.empty());
    return member(port, status, "backend", role.encode());
  }

  private static Member member(int port, MemberStatus status, String... roles) {
    scala.collection.immutable.Set<String> all =
        CollectionConverters.asScala(Arrays.asList(roles)).toSet();
    return new Member(
        new UniqueAddress(new Address("pekko", "memdi", "127.0.0.1", port), 7L),
        1,
        status,
        all,
        Version.Zero());
  }
}
