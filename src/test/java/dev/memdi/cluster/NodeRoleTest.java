package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.NodeId;
import dev.memdi.config.Settings;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRoleTest {
  @Test
  void readsLikeWhatItSays() {
    var role =
        new NodeRole(
            new NodeId("node-1", 0xcafeL), Optional.of("127.0.0.1:3001"), Optional.of("db:6379"));

    assertThat(role.encode()).isEqualTo("memdi/000000000000cafe/node-1/127.0.0.1%3A3001/db%3A6379");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "10.0.0.7:25521",
        "[::1]:25521",
        "a/b",
        "memdi/0/x",
        "/",
        "%",
        "%2F",
        "a+b c",
        "dc-1",
        "Ünïcödé 🦆",
        "\n",
        "\"",
        "${x}",
        "a,b;c=d"
      })
  void anyNameComesBackAsItWent(String name) {
    var role = new NodeRole(new NodeId(name, -1), Optional.empty(), Optional.empty());

    assertThat(NodeRole.decode(role.encode())).contains(role);
  }

  @Property
  void everyRoleComesBackAsItWent(
      @ForAll("texts") String name,
      @ForAll long incarnation,
      @ForAll("texts") String http,
      @ForAll("texts") String resp) {
    var role = new NodeRole(new NodeId(name, incarnation), Optional.of(http), Optional.of(resp));

    assertThat(NodeRole.decode(role.encode())).contains(role);
    assertThat(role.encode()).matches("[ -~]+").doesNotStartWith("dc-");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(255)
        .filter(s -> s.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dc-default",
        "backend",
        "memdi",
        "memdi/",
        "memdi/000000000000cafe",
        "memdi/000000000000cafe/a",
        "memdi/000000000000cafe//",
        "memdi/cafe/a/",
        "memdi/000000000000CAFE/a/",
        "memdi/000000000000cafe/%/",
        "memdi/000000000000cafe/%zz/",
        "memdi/000000000000cafe/a/%4"
      })
  void anyOtherRoleIsNone(String role) {
    assertThat(NodeRole.decode(role)).isEmpty();
  }

  @Test
  void fieldsOfLaterVersionsAreIgnored() {
    assertThat(NodeRole.decode("memdi/0000000000000001/a/h%3A1/r%3A2/more/and%20more"))
        .contains(new NodeRole(new NodeId("a", 1), Optional.of("h:1"), Optional.of("r:2")));
  }

  @Test
  void whatAnEarlierVersionDidNotTellIsMissing() {
    assertThat(NodeRole.decode("memdi/0000000000000001/a/h%3A1"))
        .contains(new NodeRole(new NodeId("a", 1), Optional.of("h:1"), Optional.empty()));
  }

  @Test
  void tellsRedisClientsWhereTheyReachIt() {
    assertThat(resp("memdi.node.resp.enabled = off")).isEmpty();
    assertThat(resp("memdi.node.resp { enabled = on, port = 6400 }")).contains("127.0.0.1:6400");
    assertThat(resp("memdi.node.resp { enabled = on, host = 0.0.0.0 }, memdi.cluster.host = db-1"))
        .contains("db-1:6379");
    assertThat(resp("memdi.node.resp { enabled = on, port = 0 }")).isEmpty();
    assertThat(resp("memdi.node.resp { enabled = on, port = 0, advertise = \"out:1\" }"))
        .contains("out:1");
  }

  private static Optional<String> resp(String config) {
    return NodeRole.of(new NodeId("a", 1), Settings.from(ConfigFactory.parseString(config))).resp();
  }

  @Test
  void tellsOfTheHttpEdgeWhatOthersCanUse() {
    assertThat(http("memdi.node.http.port = 3002")).contains("127.0.0.1:3002");
    assertThat(http("memdi.node.http.host = 0.0.0.0, memdi.cluster.host = db-1"))
        .contains("db-1:3001");
    assertThat(http("memdi.node.http.host = \"::\", memdi.cluster.host = \"fd00::7\""))
        .contains("[fd00::7]:3001");
    assertThat(http("memdi.node.http.port = 0")).isEmpty();
    assertThat(http("memdi.node.http.enabled = off")).isEmpty();
  }

  private static Optional<String> http(String config) {
    return NodeRole.of(new NodeId("a", 1), Settings.from(ConfigFactory.parseString(config))).http();
  }
}
