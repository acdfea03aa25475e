package dev.memdi.config;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static Config hocon(String text) {
    return ConfigFactory.parseString(
        text, ConfigParseOptions.defaults().setOriginDescription("node.conf"));
  }

  private static List<String> problemsOf(String text) {
    return assertThrows(InvalidConfigException.class, () -> Settings.from(hocon(text))).problems();
  }

  @Test
  void theDefaultsAreThoseOfTheReference() {
    Settings settings = Settings.from(ConfigFactory.empty());

    assertAll(
        () ->
            assertEquals(
                new NodeSettings(
                    "127.0.0.1:25521",
                    new NodeSettings.Storage("", "memdi-journal", "memdi-snapshot-store"),
                    new NodeSettings.Http(true, "127.0.0.1", 3001),
                    new NodeSettings.Resp(
                        false,
                        "127.0.0.1",
                        6379,
                        "default",
                        Optional.empty(),
                        false,
                        10_000,
                        1 << 20,
                        Duration.ofMinutes(1),
                        "")),
                settings.node()),
        () ->
            assertEquals(
                new ClusterSettings(
                    "127.0.0.1",
                    25521,
                    List.of(),
                    3,
                    3,
                    Keyspaces.single(8, Durability.MEMORY),
                    Duration.ofSeconds(2),
                    new ClusterSettings.Link(true, 0, 16 << 20)),
                settings.cluster()),
        () ->
            assertEquals(
                new RaftSettings(
                    Duration.ofMillis(75),
                    Duration.ofMillis(300),
                    new RaftSettings.SuspectAfter(Duration.ofSeconds(1), Duration.ofMillis(1500)),
                    Duration.ofMillis(60),
                    0.01,
                    true,
                    128 << 10,
                    1 << 20,
                    64 << 20,
                    new RaftSettings.Snapshot(64 << 20, 16 << 20, 200_000, 128 << 10),
                    new RaftSettings.Flush(Duration.ofMillis(200), 4 << 20),
                    1000),
                settings.raft()),
        () -> assertEquals(new StoreSettings(16 << 20), settings.store()),
        () -> assertEquals(new Limits(1 << 10, 16 << 20, 1000, 1000, 32 << 20), settings.limits()),
        () ->
            assertEquals(
                new RequestDefaults(Duration.ofSeconds(5), Ack.QUORUM, Consistency.LINEARIZABLE),
                settings.requests()));
  }

  @Test
  void loadReadsWhatIsOnTheClassPath() {
    assertEquals(Settings.from(ConfigFactory.load()), Settings.load());
  }

  @Test
  void theLevelsOfLoggingAreSystemProperties() {
    Config properties =
        ConfigFactory.parseMap(
            Map.of("memdi.log.level", "DEBUG", "memdi.log.pekko.level", "INFO"),
            "system properties");
    assertEquals(Settings.from(ConfigFactory.empty()), Settings.from(properties));
  }

  @Test
  void seedsAreHostsAndPorts() {
    assertEquals(
        List.of(new Address("a.example", 1), new Address("::1", 65535)),
        Settings.from(hocon("memdi.cluster.seeds = [\"a.example:1\", \"[::1]:65535\"]"))
            .cluster()
            .seeds());
  }

  @Test
  void aGivenNameStandsWhateverTheAddress() {
    assertEquals(
        "n1", Settings.from(hocon("memdi { node.name = n1, cluster.port = 0 }")).node().name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
              memdi.cluster.port = abc       | memdi.cluster.port: expected a whole number, got "abc" (node.conf: 1)
              memdi.cluster.port = 3.7       | memdi.cluster.port: expected a whole number, got 3.7 (node.conf: 1)
              memdi.cluster.port = 99999999999 | memdi.cluster.port: expected a whole number, got 99999999999 (node.conf: 1)
              memdi.cluster.port = 70000     | memdi.cluster.port = 70000: is a port from 0 (any free one) to 65535 (node.conf: 1)
              memdi.cluster.port = 0         | memdi.node.name = "": must be given where memdi.cluster.port is 0, for no other node would know it apart
              memdi.cluster.host = "0.0.0.0" | memdi.cluster.host = "0.0.0.0": is where other nodes reach this one: a name or a number of its own, not all interfaces (node.conf: 1)
              memdi.cluster.host = db_1      | memdi.cluster.host = "db_1": has what can't be a host in a URL: letters, digits, dots and hyphens can, an underscore can't (node.conf: 1)
              memdi.cluster.seeds = ["db_1:1"] | memdi.cluster.seeds = ["db_1:1"]: has what can't be a host in a URL: letters, digits, dots and hyphens can, an underscore can't (node.conf: 1)
              memdi.cluster.seeds = "a:1"    | memdi.cluster.seeds: expected a list of "host:port", got "a:1" (node.conf: 1)
              memdi.cluster.seeds = ["a"]    | memdi.cluster.seeds: expected a list of "host:port", got ["a"] (node.conf: 1)
              memdi.cluster.seeds = ["a:0"]  | memdi.cluster.seeds: expected a list of "host:port", got ["a:0"] (node.conf: 1)
              memdi.cluster.seeds = ["a:1", "a:1"] | memdi.cluster.seeds = ["a:1","a:1"]: names a node twice (node.conf: 1)
              memdi.cluster.expect = 0       | memdi.cluster.expect = 0: is at least 1 (node.conf: 1)
              memdi.cluster.shards = 1025    | memdi.cluster.shards = 1025: is from 1 to 1024 (node.conf: 1)
              memdi.cluster.replicas = 0     | memdi.cluster.replicas = 0: is at least 1 (node.conf: 1)
              memdi.cluster.rebalance-after = soon | memdi.cluster.rebalance-after: expected a duration, such as 75ms or 2s, got "soon" (node.conf: 1)
              memdi.cluster = 5              | memdi.cluster: expected a section { … }, got 5 (node.conf: 1)
              memdi = 5                      | memdi: expected a section { … }, got 5 (node.conf: 1)
              memdi.node.name = null         | memdi.node.name: expected a string, got nothing
              memdi.node.name = "a b"        | memdi.node.name = "a b": is 1 to 255 letters, digits and . _ : @ [ ] - (node.conf: 1)
              memdi.node.http.enabled = 3    | memdi.node.http.enabled: expected on or off, got 3 (node.conf: 1)
              memdi.node.http.port = -1      | memdi.node.http.port = -1: is a port from 0 (any free one) to 65535 (node.conf: 1)
              memdi.raft.lease = 1s          | memdi.raft.lease = "1s": must be less than memdi.raft.suspect-after.min (1000ms), or a follower campaigns while it must still refuse votes (node.conf: 1)
              memdi.raft.beat-interval = 150 | memdi.raft.beat-interval = 150: must be less than half of memdi.raft.lease (300ms), or one lost beat ends a lease (node.conf: 1)
              memdi.raft.suspect-after.max = 1s | memdi.raft.suspect-after.min = "1s": must be less than memdi.raft.suspect-after.max (1000ms), or all followers campaign at once
              memdi.raft.clock-drift = 0.21  | memdi.raft.clock-drift = 0.21: is from 0 to 0.2 (node.conf: 1)
              memdi.raft.window-bytes = 1KiB | memdi.raft.window-bytes = "1KiB": must hold at least one batch (memdi.raft.batch-bytes = 131072) (node.conf: 1)
              memdi.raft.batch-bytes = 3GiB  | memdi.raft.batch-bytes: expected a size below 2GiB, such as 128KiB, got "3GiB" (node.conf: 1)
              memdi.raft.pending-bytes = 1MiB | memdi.raft.pending-bytes = "1MiB": is less than one write may have (memdi.limits.key + memdi.limits.value), so that such a write would always be refused (node.conf: 1)
              memdi.limits.key = 65KiB       | memdi.limits.key = "65KiB": is from 1 byte to 64KiB (node.conf: 1)
              memdi.limits.scan = 0          | memdi.limits.scan = 0: is at least 1 (node.conf: 1)
              memdi.requests.timeout = 61s   | memdi.requests.timeout = "61s": is longer than nothing and at most 1 minute (node.conf: 1)
              memdi.requests.ack = all       | memdi.requests.ack: expected leader or quorum or disk, got "all" (node.conf: 1)
              memdi.requests.read = [1]      | memdi.requests.read: expected linearizable or local, got [1] (node.conf: 1)
              memdi.node.http.prot = 1       | memdi.node.http.prot: unknown key; did you mean memdi.node.http.port? (node.conf: 1)
              memdi.cluster.beat-interval = 1s | memdi.cluster.beat-interval: unknown key; did you mean memdi.raft.beat-interval? (node.conf: 1)
              memdi.rafft.lease = 1s         | memdi.rafft: unknown key (node.conf: 1)
              memdi.log.level = DEBUG        | memdi.log.level: works as a system property only: -Dmemdi.log.level=… (node.conf: 1)
          memdi.astonishing = 1          | memdi.astonishing: unknown key (node.conf: 1)
              memdi.cluster."a.b" = 1        | memdi.cluster."a.b": unknown key (node.conf: 1)
          """)
  void oneProblemIsNamedWithItsKeyItsValueAndItsPlace(String text, String problem) {
    List<String> problems = problemsOf(text);

    assertEquals(1, problems.size(), problems::toString);
    String origin = " (reference.conf"; // where the other of two compared keys may have its value
    assertEquals(problem, problems.getFirst().split(Pattern.quote(origin))[0]);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    InvalidConfigException invalid =
        assertThrows(
            InvalidConfigException.class,
            () ->
                Settings.from(
                    hocon(
                        """
                        memdi {
                          node.http.port = 70000
                          cluster.shards = many
                          raft { lease = 2s, clock-drfit = 0 }
                        }
                        """)));

    assertEquals(
        """
        the configuration has 4 problems:
          memdi.cluster.shards: expected a whole number, got "many" (node.conf: 3)
          memdi.node.http.port = 70000: is a port from 0 (any free one) to 65535 (node.conf: 2)
          memdi.raft.lease = "2s": must be less than memdi.raft.suspect-after.min (1000ms), or a \
        follower campaigns while it must still refuse votes (node.conf: 4)
          memdi.raft.clock-drfit: unknown key; did you mean memdi.raft.clock-drift? (node.conf: 4)\
        """,
        invalid.getMessage());
  }

  @Test
  void theLargestOperationMustFitIntoTheLargestFrameOfTheTransport() {
    String frame = "pekko.remote.artery.advanced.maximum-large-frame-size = ";
    List<String> problems = problemsOf(frame + "35MiB");

    assertEquals(1, problems.size());
    assertTrue(
        problems
            .getFirst()
            .startsWith(
                "memdi.limits.session-pending-bytes = \"32MiB\": does not fit, with 4MiB for what"
                    + " goes along, into a frame of 36700160 bytes"
                    + " (pekko.remote.artery.advanced.maximum-large-frame-size)"),
        problems::toString);
    assertEquals(
        36L << 20,
        Settings.from(
                hocon(
                    frame + "40MiB\nmemdi.limits { value = 20MiB, session-pending-bytes = 36MiB }"))
            .limits()
            .sessionPendingBytes());
  }

  @Test
  void aBatchMustFitIntoAFrameOfTheTransport() {
    List<String> problems = problemsOf("pekko.remote.artery.advanced.maximum-frame-size = 128KiB");

    assertEquals(2, problems.size());
    assertTrue(problems.getFirst().startsWith("memdi.raft.batch-bytes = \"128KiB\": does not fit"));
  }

  @Test
  void settingsBuiltInCodeAreCheckedAsWell() {
    Settings valid = Settings.from(ConfigFactory.empty());

    InvalidConfigException invalid =
        assertThrows(
            InvalidConfigException.class,
            () ->
                new Settings(
                    valid.node(),
                    valid.cluster(),
                    valid.raft(),
                    new StoreSettings(-1),
                    valid.limits(),
                    valid.requests()));

    assertEquals(List.of("memdi.store.history-bytes = -1: is not negative"), invalid.problems());
  }

  @Test
  void theReferenceExplainsEveryKey() {
    ConfigObject memdi = ConfigFactory.parseResources("reference.conf").getConfig("memdi").root();
    List<String> unexplained = new ArrayList<>();
    collectUnexplained("memdi", memdi, unexplained);

    assertEquals(List.of(), unexplained);
  }

  private static void collectUnexplained(String path, ConfigObject section, List<String> into) {
    section.forEach((name, value) -> {
      if (value instanceof ConfigObject inner) {
        collectUnexplained(path + "." + name, inner, into);
      } else if (!hasComment(value)) {
        into.add(path + "." + name);
      }
    });
  }

  private static boolean hasComment(ConfigValue value) {
    return !value.origin().comments().isEmpty();
  }

  @Test
  void anAddressIsPrintedAsItIsRead() {
    assertEquals("[::1]:80", Address.parse("[::1]:80").orElseThrow().toString());
    assertEquals("h:80", Address.parse("h:80").orElseThrow().toString());
    assertFalse(Address.parse("::1:80").isPresent());
    assertFalse(Address.parse("h:+8").isPresent());
    assertFalse(Address.parse(":80").isPresent());
  }
}
