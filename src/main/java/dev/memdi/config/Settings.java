package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Keyspaces;
import java.util.List;

/**
 * Everything that an operator can set. An instance is valid: whoever builds one that is not, from a
 * file or in code, gets an {@link InvalidConfigException} that lists all its problems.
 */
public record Settings(
    NodeSettings node,
    ClusterSettings cluster,
    RaftSettings raft,
    StoreSettings store,
    Limits limits,
    RequestDefaults requests) {

  /** The dispatcher that runs the actors of the data path. */
  public static final String DATA_PATH = "memdi-dispatcher";

  public Settings {
    Problems problems = new Problems();
    check(problems, node, cluster, raft, store, limits, requests);
    problems.throwIfAny();
  }

  /** Reads the files that an application would, {@code application.conf} first. */
  public static Settings load() {
    Config config;
    try {
      config = ConfigFactory.load();
    } catch (ConfigException e) { // not HOCON, or a substitution that does not resolve
      throw new InvalidConfigException(List.of(String.valueOf(e.getMessage())));
    }
    return from(config);
  }

  /** Reads {@code config}; what it leaves out comes from {@code reference.conf}. */
  public static Settings from(Config config) {
    Config whole;
    try {
      whole = config.withFallback(ConfigFactory.defaultReference()).resolve();
    } catch (ConfigException e) {
      throw new InvalidConfigException(List.of(String.valueOf(e.getMessage())));
    }
    whole = KeyspaceEntries.numbered(whole);
    Problems problems = new Problems(whole);
    Reader reader = new Reader(whole, problems);
    RequestDefaults requests = RequestDefaults.read(reader);
    Keyspaces keyspaces = KeyspaceEntries.read(reader, problems, requests);
    ClusterSettings cluster = ClusterSettings.read(reader, keyspaces);
    NodeSettings node = NodeSettings.read(reader, cluster);
    RaftSettings raft = RaftSettings.read(reader);
    StoreSettings store = StoreSettings.read(reader);
    Limits limits = Limits.read(reader);

    check(problems, node, cluster, raft, store, limits, requests);
    raft.checkFrames(problems, whole);
    limits.checkFrames(problems, whole);
    new UnknownKeys(reader.known(), problems).report(whole);
    problems.throwIfAny();
    return new Settings(node, cluster, raft, store, limits, requests);
  }

  private static void check(
      Problems problems,
      NodeSettings node,
      ClusterSettings cluster,
      RaftSettings raft,
      StoreSettings store,
      Limits limits,
      RequestDefaults requests) {
    node.check(problems, cluster, limits);
    cluster.check(problems);
    raft.check(problems, limits);
    store.check(problems);
    limits.check(problems);
    requests.check(problems);
  }
}
