package dev.memdi.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Durability;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code memdi node}: one node in this process. */
@Command(
    name = "node",
    description = {
      "Runs one node, in the foreground.",
      "",
      "What an option says goes before what the file says. Every setting with its default is in"
          + " reference.conf; conf/ has examples."
    },
    footer = {
      "",
      "Three nodes on one machine (or say: memdi local):",
      "  memdi node --name a --http 127.0.0.1:3001 --cluster 127.0.0.1:25521 \\",
      "             --seeds 127.0.0.1:25521,127.0.0.1:25522,127.0.0.1:25523",
      "  memdi node --name b --http 127.0.0.1:3002 --cluster 127.0.0.1:25522 --seeds …",
      "  memdi node --name c --http 127.0.0.1:3003 --cluster 127.0.0.1:25523 --seeds …"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class NodeCommand implements Callable<Integer> {
  /** Starts a node; returns when it serves, and leaves threads that keep the process alive. */
  public interface Start {
    void start(Config config);
  }

  private static final String NAME = "memdi.node.name";
  private static final String DURABILITY = "memdi.cluster.durability";

  private final Start start;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The node's configuration (HOCON).")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The node's name, which stays when it restarts (memdi.node.name).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where to serve HTTP (memdi.node.http.host, port).")
  private Optional<String> http = Optional.empty();

  @Option(
      names = "--resp",
      paramLabel = "HOST:PORT",
      description = "Where to serve the Redis protocol (memdi.node.resp.host, port).")
  private Optional<String> resp = Optional.empty();

  @Option(
      names = "--cluster",
      paramLabel = "HOST:PORT",
      description = "Where other nodes reach this one (memdi.cluster.host, port).")
  private Optional<String> cluster = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Nodes to join through, the same on every node; the first begins the cluster"
              + " (memdi.cluster.seeds).")
  private List<String> seeds = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Keep every write on disk, in this directory, which is made if there is none",
        "(memdi.node.data, and memdi.cluster.durability = sync unless the file says otherwise)."
      })
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--durability",
      paramLabel = "WORD",
      converter = DurabilityWord.class,
      description = {
        "When a write counts as held (memdi.cluster.durability): memory, async (in memory, and on disk",
        "soon after) or sync (on disk). The same on every node; the last two need --data."
      })
  private Optional<Durability> durability = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting, as in --set memdi.cluster.expect=1. Can be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = ParentWatch.OPTION, hidden = true)
  private boolean stopWithParent;

  public NodeCommand(Start start) {
    this.start = start;
  }

  @Override
  public Integer call() {
    if (stopWithParent) {
      ParentWatch.begin();
    }
    Config whole = read();
    System.setProperty(NAME, name(whole)); // every line of the log begins with it
    forgetAddressesSoon();
    Logger log = LoggerFactory.getLogger(NodeCommand.class); // before threads want one all at once
    start.start(whole);
    Exposure.warnings(whole).forEach(log::warn);
    G1Heap.watch();
    return 0;
  }

  private static String name(Config config) {
    String given = config.getString(NAME);
    return given.isEmpty()
        ? config.getString("memdi.cluster.host") + ":" + config.getString("memdi.cluster.port")
        : given;
  }

  /** The configuration that the options describe. */
  Config read() {
    NodeConfig flags = new NodeConfig();
    name.ifPresent(n -> flags.with(NAME, n, "--name"));
    http.ifPresent(text -> address(flags, "memdi.node.http", text, "--http"));
    resp.ifPresent(text -> {
      address(flags, "memdi.node.resp", text, "--resp");
      flags.with("memdi.node.resp.enabled", true, "--resp");
    });
    cluster.ifPresent(text -> address(flags, "memdi.cluster", text, "--cluster"));
    if (!seeds.isEmpty()) {
      flags.with("memdi.cluster.seeds", seeds, "--seeds");
    }
    try {
      data.ifPresent(directory -> keepIn(directory, flags));
      durability.ifPresent(
          chosen -> flags.with(DURABILITY, DurabilityWord.of(chosen), "--durability"));
      settings.forEach((key, value) -> flags.with(key + " = " + value, "--set " + key));
      return flags.read(config);
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void keepIn(Path directory, NodeConfig flags) {
    flags.with("memdi.node.data", directory.toString(), "--data");
    boolean chosen =
        config
            .map(file -> ConfigFactory.parseFile(file.toFile()).hasPath(DURABILITY))
            .orElse(false);
    if (!chosen && durability.isEmpty()) {
      flags.with(DURABILITY, "sync", "--data");
    }
  }

  private void address(NodeConfig flags, String section, String text, String option) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " " + text + ": expected HOST:PORT, as in 127.0.0.1:3001");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    flags.with(section + ".host", bracketed ? host.substring(1, host.length() - 1) : host, option);
    flags.with(section + ".port", text.substring(colon + 1), option);
  }

  /**
   * A container that starts anew may have another address. The JVM would remember the old one, or
   * that there was none, for half a minute.
   */
  private static void forgetAddressesSoon() {
    Security.setProperty("networkaddress.cache.ttl", "2");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }
}
