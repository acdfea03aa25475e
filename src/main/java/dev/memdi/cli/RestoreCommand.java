package dev.memdi.cli;

import dev.memdi.api.Result;
import dev.memdi.api.SizeEstimate;
import dev.memdi.cli.backup.BackupReader;
import dev.memdi.cli.backup.Part;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memdi restore}: a backup's keys into a running cluster. */
@Command(
    name = "restore",
    description = {
      "Writes the keys of a backup into a running cluster, of any number of nodes and shards,"
          + " which has the keyspaces that are in it.",
      "",
      "All of the file is checked before the first key is written. Each key gets the time to live that"
          + " it had left when the backup was made. What was interrupted can be run again, with"
          + " --into-existing."
    },
    footer = {
      "",
      "Exit code: 0 all keys were written, 1 some or all were not, 2 the command line is wrong.",
      "",
      "  memdi restore --to http://127.0.0.1:3001 monday.backup",
      "  memdi restore --check monday.backup"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RestoreCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What is written at once: small enough that others' requests need not wait long behind it. */
  private static final int MOST_KEYS = 256;

  private static final long MOST_BYTES = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "Any node of the cluster, as in http://127.0.0.1:3001.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--into-existing",
      description = {
        "Also where the cluster holds keys already. Those that are in the backup are overwritten,",
        "the others stay."
      })
  private boolean intoExisting;

  @Option(names = "--check", description = "Check the file, say what is in it, and write nothing.")
  private boolean check;

  @Parameters(paramLabel = "FILE", description = "What memdi backup wrote.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    if (to.isPresent() == check) {
      throw new ParameterException(
          spec.commandLine(), "where to? Give --to URL, or --check to write nothing");
    }
    Optional<URI> url = to.map(text -> NodeUrl.of(text, "--to", spec));
    PrintWriter err = spec.commandLine().getErr();
    BackupReader.Summary summary;
    try {
      summary = BackupReader.read(file, (keyspace, shard, page) -> {});
      describe(summary);
    } catch (IOException e) {
      err.println("memdi: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    return url.isEmpty() ? ExitCode.OK : restore(url.get(), summary, err);
  }

  private void describe(BackupReader.Summary summary) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: whole; %s of %s, begun at %s by the node's clock%n",
        file,
        Progress.keys(summary.keys()),
        Progress.shards(summary.header().keyspaces()),
        Instant.ofEpochMilli(summary.header().madeAtMillis()));
    if (check) {
      for (BackupReader.ShardSummary shard : summary.shards()) {
        out.printf(
            "  shard %d of %s: %s, revision %d%n",
            shard.shard().number(),
            summary.header().keyspaceOf(shard.shard().number()),
            Progress.keys(shard.keys()),
            shard.shard().revision());
      }
    }
    out.flush();
  }

  private int restore(URI url, BackupReader.Summary summary, PrintWriter err)
      throws InterruptedException {
    NodeClient node = new NodeClient(url);
    Run run = new Run(node, summary.keys(), new Progress(err));
    try {
      List<String> missing = new ArrayList<>(summary.header().names());
      missing.removeAll(node.keyspaces().stream().map(Part.Keyspace::name).toList());
      if (!missing.isEmpty()) {
        err.printf(
            "memdi: %s has no keyspace %s: nothing was written. Add what is missing to"
                + " memdi.keyspaces%n",
            url, String.join(", ", missing));
        return ExitCode.SOFTWARE;
      }
      long present = 0;
      for (String keyspace : summary.header().names()) {
        present += node.count(keyspace);
      }
      if (present > 0 && !intoExisting) {
        err.printf(
            "memdi: %s holds %s already: nothing was written. To overwrite those that are in the"
                + " backup, say --into-existing%n",
            url, Progress.keys(present));
        return ExitCode.SOFTWARE;
      }
      run.all();
    } catch (IOException e) {
      err.printf(
          "memdi: %d of %s were written to %s, then: %s%n",
          run.written, Progress.keys(summary.keys()), url, NodeUrl.reason(e));
      if (run.written > 0) {
        err.println("memdi: run it again with --into-existing to write all of them");
      }
      return ExitCode.SOFTWARE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s were written to %s%n", Progress.keys(run.written), url);
    out.flush();
    return ExitCode.OK;
  }

  /** One restore. */
  private final class Run {
    private final NodeClient node;
    private final long keys;
    private final Progress progress;
    private final Retry retry = new Retry(PATIENCE);
    private long written;

    Run(NodeClient node, long keys, Progress progress) {
      this.node = node;
      this.keys = keys;
      this.progress = progress;
    }

    void all() throws IOException {
      BackupReader.read(file, this::write);
    }

    private void write(String keyspace, int shard, Part.Page page) throws IOException {
      List<Result.Entry> burst = new ArrayList<>();
      long bytes = 0;
      for (Result.Entry entry : page.entries()) {
        long size = SizeEstimate.of(entry);
        if (burst.size() == MOST_KEYS || (!burst.isEmpty() && bytes + size > MOST_BYTES)) {
          write(keyspace, burst);
          burst.clear();
          bytes = 0;
        }
        burst.add(entry);
        bytes += size;
      }
      write(keyspace, burst);
      progress.at("shard %d: %d of %s written".formatted(shard, written, Progress.keys(keys)));
    }

    private void write(String keyspace, List<Result.Entry> burst) throws IOException {
      try {
        retry.run(() -> node.set(keyspace, burst));
        written += burst.size();
      } catch (NodeClient.RefusedException e) {
        if (!e.isOfSize() || burst.size() == 1) {
          throw new IOException(burst.getFirst().key() + ": " + e.getMessage(), e);
        }
        int half = burst.size() / 2; // the node takes less at once than others do
        write(keyspace, burst.subList(0, half));
        write(keyspace, burst.subList(half, burst.size()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}
