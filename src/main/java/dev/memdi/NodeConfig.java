package dev.memdi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.api.KeyspaceLayout;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.KeyspacesAgree;
import dev.memdi.cluster.KeyspacesRole;
import dev.memdi.cluster.NodeRole;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.RaftSettings;
import dev.memdi.config.Settings;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The configuration of an actor system that memdi runs in. */
final class NodeConfig {
  private static final String SERVER = "memdi-server.conf";

  /** What is for a process of its own: it says so itself. */
  private static final List<String> OF_A_PROCESS =
      List.of(
          "pekko.coordinated-shutdown.exit-jvm",
          "pekko.actor.default-dispatcher",
          "pekko.actor.internal-dispatcher",
          "pekko.io.tcp.worker-dispatcher");

  private NodeConfig() {}

  /** See {@link Memdi#configure}. */
  static Config of(Config config) {
    Config given = withNeedsOfPekko(config.withFallback(ConfigFactory.load()).resolve());
    Settings settings = Settings.from(given);
    Config whole = withData(given, settings.node().storage());
    whole = withFlush(whole, settings.raft().flush());
    NodeId id = new NodeId(settings.node().name(), new SecureRandom().nextLong());
    List<String> roles = new ArrayList<>(whole.getStringList("pekko.cluster.roles"));
    roles.add(NodeRole.of(id, settings).encode());
    KeyspaceLayout keyspaces = settings.cluster().keyspaces().layout();
    roles.add(KeyspacesRole.encode(keyspaces));
    return whole
        .withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles))
        .withValue(KeyspacesAgree.KEY, ConfigValueFactory.fromAnyRef(keyspaces.toString()));
  }

  /** The embedded journal and snapshot store are where the node's data is, if they are used. */
  private static Config withData(Config given, NodeSettings.Storage storage) {
    Config whole = given;
    if (!storage.data().isBlank()) {
      for (String plugin :
          List.of(
              NodeSettings.Storage.EMBEDDED_JOURNAL,
              NodeSettings.Storage.EMBEDDED_SNAPSHOT_STORE)) {
        String directory = plugin + ".directory";
        if (!isChosen(given, directory)) {
          whole = whole.withValue(directory, ConfigValueFactory.fromAnyRef(storage.data()));
        }
      }
    }
    return whole;
  }

  /** The embedded journal forces in the background what it may, as the replicas want it. */
  private static Config withFlush(Config given, RaftSettings.Flush flush) {
    Config whole = given;
    Map<String, Object> wanted = Map.of("interval", flush.after(), "bytes", flush.bytes());
    for (Map.Entry<String, Object> each : wanted.entrySet()) {
      String key = NodeSettings.Storage.EMBEDDED_JOURNAL + ".unforced-flush-" + each.getKey();
      if (!isChosen(given, key)) {
        whole = whole.withValue(key, ConfigValueFactory.fromAnyRef(each.getValue()));
      }
    }
    return whole;
  }

  private static Config withNeedsOfPekko(Config given) {
    Config whole = given;
    Config needs = ConfigFactory.parseResources(SERVER);
    for (String path : OF_A_PROCESS) {
      needs = needs.withoutPath(path);
    }
    needs = needs.resolveWith(given);
    for (Map.Entry<String, ConfigValue> need : needs.entrySet()) {
      if (!isChosen(given, need.getKey())) {
        whole = whole.withValue(need.getKey(), need.getValue());
      }
    }
    return whole;
  }

  /** Whether somebody set it, rather than that a library has a default for it. */
  private static boolean isChosen(Config config, String path) {
    return config.hasPath(path)
        && !"reference.conf".equals(config.getValue(path).origin().resource());
  }
}
