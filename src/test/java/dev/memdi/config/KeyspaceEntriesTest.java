package dev.memdi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.OnMajorityLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyspaceEntriesTest {
  private static Settings settings(String hocon) {
    return Settings.from(
        ConfigFactory.parseString(
            hocon, ConfigParseOptions.defaults().setOriginDescription("test.conf")));
  }

  private static Keyspaces keyspaces(String hocon) {
    return settings(hocon).cluster().keyspaces();
  }

  @Test
  void withoutAListThereIsTheDefaultKeyspace() {
    assertThat(keyspaces("")).isEqualTo(Keyspaces.single(8, Durability.MEMORY));
  }

  @Test
  void whatAnEntryLeavesOutItTakesFromTheCluster() {
    assertThat(
            keyspaces(
                    """
                    memdi.node.data = /data
                    memdi.cluster { shards = 5, durability = async, on-majority-loss = continue }
                    memdi.requests { ack = leader, read = local }
                    memdi.keyspaces = [ { name = default }, { name = b } ]
                    """)
                .named("b"))
        .hasValue(
            new Keyspace(
                "b",
                5,
                5,
                Durability.ASYNC,
                OnMajorityLoss.CONTINUE,
                Ack.LEADER,
                Consistency.LOCAL));
  }

  @Test
  void anEntryHasItsOwnPolicy() {
    Keyspaces keyspaces =
        keyspaces(
            """
            memdi.node.data = /data
            memdi.cluster { shards = 5, durability = sync }
            memdi.keyspaces = [
              { name = default }
              { name = cache, shards = 2, durability = memory, ack = leader, read = local }
              { name = log, shards = 1, ack = disk, on-majority-loss = continue }
            ]
            """);

    assertThat(keyspaces.shards()).isEqualTo(8);
    assertThat(keyspaces.of(4).map(Keyspace::name)).hasValue("default");
    assertThat(keyspaces.of(5).map(Keyspace::name)).hasValue("cache");
    assertThat(keyspaces.of(6).map(Keyspace::name)).hasValue("cache");
    assertThat(keyspaces.of(7).map(Keyspace::name)).hasValue("log");
    assertThat(keyspaces.of(8)).isEmpty();
    assertThat(keyspaces.of(-1)).isEmpty();
    assertThat(keyspaces.named("cache").orElseThrow().ack()).isEqualTo(Ack.LEADER);
    assertThat(keyspaces.named("log").orElseThrow().ack()).isEqualTo(Ack.DISK);
    assertThat(keyspaces.named("nothing")).isEmpty();
    assertThat(keyspaces.layout()).hasToString("default:5:sync,cache:2:memory,log:1:sync");
  }

  @Test
  void oneOnDiskNeedsADirectory() {
    assertThat(problems("memdi.keyspaces = [{ name = default }, { name = b, durability = sync }]"))
        .containsExactly(
            "memdi.node.data = \"\": is the directory that this node's log is kept in, as"
                + " memdi.cluster.durability or that of a keyspace wants it (reference.conf: N)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { name = a } | .0.name = "a": stands first, which is the place of the keyspace 'default': requests are for it that name none
          { name = default }, { name = a b } | .1.name = "a b": is 1 to 64 letters, digits, _ and -
          { name = default }, { name = default } | .1.name = "default": is the name of an earlier keyspace
          { name = default }, cache | .1: expected a section { … }, got "cache"
          { name = default, shards = 0 } | .0.shards = 0: is from 1 to 1024
          { name = default, shards = many } | .0.shards: expected a whole number, got "many"
          { name = default }, { name = b, shards = 1017 } | .1.name = "b": makes 1025 shards in all; 1024 are the most
          { name = default }, { name = b, durability = disk } | .1.durability: expected memory or async or sync, got "disk"
          { name = default, ack = disk } | .0.ack = "disk": keyspace default can't give it: its durability is memory and not sync
          { name = default }, { name = b, shard = 3 } | .1.shard: unknown key; did you mean memdi.keyspaces.1.shards?
          """)
  void whatIsWrongIsNamed(String entries, String problem) {
    assertThat(problems("memdi.keyspaces = [ " + entries + " ]"))
        .containsExactly("memdi.keyspaces" + problem + " (test.conf: N)");
  }

  @Test
  void everyEntryHasAName() {
    assertThat(problems("memdi.keyspaces = [ { name = default }, { shards = 1 } ]"))
        .containsExactly("memdi.keyspaces.1.name: expected a string, got nothing");
  }

  @Test
  void aListHasEntries() {
    assertThat(problems("memdi.keyspaces = []"))
        .containsExactly(
            "memdi.keyspaces: expected a list of sections [ { … } ], got [] (test.conf: N)");
    assertThat(problems("memdi.keyspaces = default"))
        .containsExactly(
            "memdi.keyspaces: expected a list of sections [ { … } ], got \"default\""
                + " (test.conf: N)");
  }

  @Test
  void anAckOfAllRequestsIsOneThatEveryKeyspaceGives() {
    assertThat(problems("memdi.requests.ack = disk"))
        .containsExactly(
            "memdi.requests.ack = \"disk\": keyspace default can't give it: its durability is"
                + " memory and not sync (test.conf: N)");
  }

  @Test
  void connectionsBeginInAKeyspaceThatThereIs() {
    assertThat(problems("memdi.node.resp.keyspace = cache"))
        .containsExactly(
            "memdi.node.resp.keyspace = \"cache\": is not among memdi.keyspaces (test.conf: N)");
  }

  private static java.util.List<String> problems(String hocon) {
    return catchThrowableOfType(InvalidConfigException.class, () -> settings(hocon))
        .problems()
        .stream()
        .map(problem ->
            problem
                .replaceAll("\\(test.conf: \\d+\\)", "(test.conf: N)")
                .replaceAll("\\(reference.conf.*\\)", "(reference.conf: N)"))
        .toList();
  }
}
