package dev.memdi.cli;

import dev.memdi.api.Durability;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code memdi local}: a cluster of node processes on this machine, to try memdi and to break it.
 */
@Command(
    name = "local",
    description = {
      "Runs a cluster on this machine: as many nodes, each in a process of its own.",
      "",
      "They are reached from this machine only. Ctrl-C stops all of them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LocalCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65535;

  /** The default of {@code memdi.cluster.expect}: fewer nodes than that would wait for ever. */
  private static final int USUAL_EXPECT = 3;

  private final Class<?> mainClass;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-n", "--nodes"},
      paramLabel = "N",
      description = "How many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes = 3;

  @Option(
      names = "--base-http-port",
      paramLabel = "PORT",
      description = "The first node's port for HTTP; the next ones follow (${DEFAULT-VALUE}).")
  private int baseHttpPort = 3001;

  @Option(
      names = "--base-resp-port",
      paramLabel = "PORT",
      description =
          "The first node's port for the Redis protocol; the next ones follow (${DEFAULT-VALUE}).")
  private int baseRespPort = 6381;

  @Option(
      names = "--base-cluster-port",
      paramLabel = "PORT",
      description =
          "The first node's port for other nodes; the next ones follow (${DEFAULT-VALUE}).")
  private int baseClusterPort = 25521;

  @Option(
      names = "--logs",
      paramLabel = "DIR",
      description = "Where the nodes' logs go (default: ${DEFAULT-VALUE}).")
  private Path logs = Path.of("logs");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Where the nodes keep their data, each in a directory of its own; found again by the next",
        "start (default: ${DEFAULT-VALUE})."
      })
  private Path data = Path.of("data");

  @Option(
      names = "--in-memory",
      description = "Keep nothing on disk: faster, and gone with the cluster.")
  private boolean inMemory;

  @Option(
      names = "--durability",
      paramLabel = "WORD",
      converter = DurabilityWord.class,
      description = {
        "memory (the same as --in-memory), async (a write counts when it is in memory, and is on disk",
        "soon after) or sync (it counts when it is on disk, which is the default)."
      })
  private Optional<Durability> durability = Optional.empty();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "A configuration for every node, beside name, addresses and seeds.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting of every node. Can be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  /** Nodes are child processes that run {@code mainClass}, which must know {@code node}. */
  public LocalCommand(Class<?> mainClass) {
    this.mainClass = mainClass;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<LocalNode> all = plan();
    PrintWriter err = spec.commandLine().getErr();
    List<String> taken = LocalNode.takenPorts(all);
    if (!taken.isEmpty()) {
      taken.forEach(problem -> err.println("memdi: " + problem));
      err.println(
          "memdi: nothing was started. Is another cluster running? Else choose other ports:"
              + " --base-http-port, --base-resp-port, --base-cluster-port");
      return 1;
    }
    Files.createDirectories(logs);
    return new LocalCluster(all, spec.commandLine().getOut(), typed()).run() ? 0 : 1;
  }

  /** The launcher tells as what it was called. */
  private static String typed() {
    return Optional.ofNullable(System.getenv("MEMDI_COMMAND")).orElse("memdi");
  }

  /** The nodes to start, or a complaint about the options. */
  List<LocalNode> plan() {
    if (nodes < 1) {
      throw new ParameterException(spec.commandLine(), "--nodes " + nodes + ": is at least 1");
    }
    if (inMemory && durability.filter(chosen -> chosen != Durability.MEMORY).isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--in-memory and --durability " + DurabilityWord.of(durability.get()) + ": choose one");
    }
    checkRange("--base-http-port", baseHttpPort);
    checkRange("--base-resp-port", baseRespPort);
    checkRange("--base-cluster-port", baseClusterPort);
    checkApart("--base-http-port", baseHttpPort, "--base-cluster-port", baseClusterPort);
    checkApart("--base-http-port", baseHttpPort, "--base-resp-port", baseRespPort);
    checkApart("--base-resp-port", baseRespPort, "--base-cluster-port", baseClusterPort);
    String seeds =
        IntStream.range(0, nodes)
            .mapToObj(i -> "127.0.0.1:" + (baseClusterPort + i))
            .collect(Collectors.joining(","));
    return IntStream.range(0, nodes).mapToObj(i -> node(i, seeds)).toList();
  }

  private void checkRange(String option, int first) {
    if (first < 1 || first + nodes - 1 > LARGEST_PORT) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %d: %d ports from there on are not between 1 and %d"
              .formatted(option, first, nodes, LARGEST_PORT));
    }
  }

  private void checkApart(String option, int first, String otherOption, int other) {
    if (Math.abs(first - other) < nodes) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %d and %s %d are too close for %d nodes"
              .formatted(option, first, otherOption, other, nodes));
    }
  }

  private LocalNode node(int index, String seeds) {
    String name = "node-" + (index + 1);
    List<String> options = new ArrayList<>(List.of("--name", name));
    options.addAll(List.of("--http", "127.0.0.1:" + (baseHttpPort + index)));
    options.addAll(List.of("--resp", "127.0.0.1:" + (baseRespPort + index)));
    options.addAll(List.of("--cluster", "127.0.0.1:" + (baseClusterPort + index)));
    options.addAll(List.of("--seeds", seeds));
    if (nodes < USUAL_EXPECT && !settings.containsKey("memdi.cluster.expect")) {
      options.addAll(List.of("--set", "memdi.cluster.expect=" + nodes));
    }
    boolean onDisk = !inMemory && durability.filter(Durability.MEMORY::equals).isEmpty();
    if (onDisk) {
      options.addAll(List.of("--data", data.resolve(name).toString()));
      durability.ifPresent(
          chosen -> options.addAll(List.of("--durability", DurabilityWord.of(chosen))));
    }
    config.ifPresent(file -> options.addAll(List.of("--config", file.toString())));
    settings.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
    return new LocalNode(
        name,
        baseHttpPort + index,
        baseRespPort + index,
        baseClusterPort + index,
        logs.resolve(name + ".log"),
        ThisJvm.running(mainClass),
        options);
  }
}
