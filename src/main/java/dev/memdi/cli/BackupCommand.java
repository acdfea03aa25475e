package dev.memdi.cli;

import dev.memdi.api.codec.CopyStream;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.cli.backup.BackupWriter;
import dev.memdi.cli.backup.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memdi backup}: a running cluster's keys into a file. */
@Command(
    name = "backup",
    description = {
      "Copies a running cluster's keys, values and times to live into a file, while it goes on.",
      "",
      "Of each shard the file holds one point in time: whatever was written before the shard's turn"
          + " came is in it. Different shards are copied one after the other."
    },
    footer = {
      "",
      "Exit code: 0 the file is whole, 1 there is none, 2 the command line is wrong.",
      "",
      "  memdi backup --from http://127.0.0.1:3001 monday.backup"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class BackupCommand implements Callable<Integer> {
  /** How often a shard is begun before it is given up. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_MILLIS = 1_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "URL",
      required = true,
      description = "Any node of the cluster, as in http://127.0.0.1:3001.")
  private String from = "";

  @Option(names = "--overwrite", description = "Replace FILE if it exists.")
  private boolean overwrite;

  @Parameters(paramLabel = "FILE", description = "The file, which appears once it is whole.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    URI url = NodeUrl.of(from, "--from", spec);
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (Files.exists(file) && !overwrite) {
        throw new IOException(file + " exists; give another name, or --overwrite");
      }
      try (Run run = new Run(new NodeClient(url), new Progress(err))) {
        run.all();
      }
      return ExitCode.OK;
    } catch (IOException | MalformedBytesException e) {
      err.println("memdi: no backup was made of " + url + ": " + NodeUrl.reason(e));
      return ExitCode.SOFTWARE;
    }
  }

  /** One backup. */
  private final class Run implements AutoCloseable {
    private final NodeClient node;
    private final Progress progress;
    private Optional<BackupWriter> written = Optional.empty(); // once a node has answered
    private List<Part.Keyspace> keyspaces = List.of();
    private int shards;
    private Instant begun = Instant.EPOCH;
    private long keys;
    private long keysOfShard;

    Run(NodeClient node, Progress progress) {
      this.node = node;
      this.progress = progress;
    }

    void all() throws IOException, InterruptedException {
      keyspaces = node.keyspaces();
      shards = keyspaces.stream().mapToInt(Part.Keyspace::shards).sum();
      for (int shard = 0; shard < shards; shard++) {
        copy(shard);
      }
      BackupWriter writer = written.orElseThrow();
      long bytes = writer.bytes();
      writer.finish();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s: %s of %s, %s, begun at %s by the node's clock%n",
          file, Progress.keys(keys), Progress.shards(keyspaces), Progress.bytes(bytes), begun);
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (written.isPresent()) {
        written.get().close();
      }
    }

    private BackupWriter writer(CopyStream.Head head) throws IOException {
      if (head.shards() != shards) {
        throw new IOException(
            "the node had %d shards and has %d now".formatted(shards, head.shards()));
      }
      if (written.isEmpty()) {
        begun = Instant.ofEpochMilli(head.madeAtMillis());
        written =
            Optional.of(BackupWriter.create(file, new Part.Header(keyspaces, head.madeAtMillis())));
      }
      return written.get();
    }

    private void copy(int shard) throws IOException, InterruptedException {
      for (int attempt = 1; ; attempt++) {
        try {
          copyOnce(shard);
          return;
        } catch (IOException | MalformedBytesException e) {
          boolean lasting =
              e instanceof NodeClient.RefusedException refused
                  ? !refused.isPassing()
                  : written.isEmpty(); // nobody there, or nobody who makes copies
          if (lasting || attempt == ATTEMPTS) {
            throw e;
          }
          progress.say("memdi: shard %d is begun anew: %s".formatted(shard, NodeUrl.reason(e)));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }

    private void copyOnce(int shard) throws IOException {
      try (InputStream in = node.copy(shard)) {
        CopyStream.Decoder parts = new CopyStream.Decoder(in);
        if (!(parts.next() instanceof CopyStream.Head head) || head.shard() != shard) {
          throw new MalformedBytesException("what came is no copy of shard " + shard);
        }
        BackupWriter writer = writer(head);
        writer.beginShard(new Part.Shard(shard, head.revision(), head.madeAtMillis()));
        keysOfShard = 0;
        try {
          copyKeys(shard, parts, writer);
        } catch (IOException | MalformedBytesException e) {
          writer.abandonShard();
          throw e;
        }
        writer.endShard();
        keys += keysOfShard;
        progress.at(where(shard, writer));
      }
    }

    private String where(int shard, BackupWriter writer) throws IOException {
      return "shard %d of %d: %s; %s in all so far"
          .formatted(shard, shards, Progress.keys(keysOfShard), Progress.bytes(writer.bytes()));
    }

    private void copyKeys(int shard, CopyStream.Decoder parts, BackupWriter writer)
        throws IOException {
      while (true) {
        switch (parts.next()) {
          case CopyStream.Head again -> throw new MalformedBytesException("a copy with two heads");
          case CopyStream.Page page -> {
            writer.page(page.entries());
            keysOfShard += page.entries().size();
            progress.at(where(shard, writer));
          }
          case CopyStream.End(long told) -> {
            if (told != keysOfShard) {
              throw new MalformedBytesException(
                  "%s came of the %d there are".formatted(Progress.keys(keysOfShard), told));
            }
            return;
          }
        }
      }
    }
  }
}
