package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.KeyValues;
import dev.memdi.Memdi;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.config.Settings;
import dev.memdi.edge.http.HttpEdge;
import dev.memdi.testkit.MemdiTestKit;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A backup has the keys of all keyspaces. */
@Timeout(60)
class KeyspaceBackupTest {
  @TempDir private Path directory;

  private static MemdiTestKit start(String keyspaces) {
    return MemdiTestKit.start(
        1,
        ConfigFactory.parseString(
            "memdi { cluster.shards = 2, keyspaces = [ { name = default }, " + keyspaces + " ] }"));
  }

  private static String url(MemdiTestKit cluster) throws Exception {
    Memdi node = cluster.node(0);
    ServerBinding binding =
        HttpEdge.bind(
                node.system(),
                Settings.from(ConfigFactory.parseString("memdi.node.http.port = 0")),
                node.routers(),
                node.administration(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return "http://127.0.0.1:" + binding.localAddress().getPort();
  }

  private record Ended(int code, String out, String err) {}

  private static Ended run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private static void set(KeyValues keyspace, String value) throws Exception {
    keyspace.set(Key.utf8("k"), Bytes.utf8(value)).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String get(KeyValues keyspace) throws Exception {
    return keyspace
        .get(Key.utf8("k"))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .orElseThrow()
        .value()
        .utf8();
  }

  private static long count(KeyValues keyspace) throws Exception {
    return keyspace.count(Bytes.EMPTY).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyKeyComesBackInItsKeyspace() throws Exception {
    String file = directory.resolve("both").toString();
    try (MemdiTestKit source = start("{ name = cache, shards = 3 }")) {
      set(source.node(0).keyValues(), "of default");
      set(source.node(0).keyspace("cache"), "of cache");

      Ended backup = run(new BackupCommand(), "--from", url(source), file);

      assertThat(backup.code()).as(backup.err()).isZero();
      assertThat(backup.out()).contains("2 keys of 5 shards (default, cache)");
    }
    try (MemdiTestKit target = start("{ name = other }, { name = cache, shards = 1 }")) {
      Ended restore = run(new RestoreCommand(), "--to", url(target), file);

      assertThat(restore.code()).as(restore.err()).isZero();
      assertThat(get(target.node(0).keyValues())).isEqualTo("of default");
      assertThat(get(target.node(0).keyspace("cache"))).isEqualTo("of cache");
      assertThat(count(target.node(0).keyspace("other"))).isZero();
    }
    try (MemdiTestKit target = start("{ name = other }")) {
      String url = url(target);
      Ended restore = run(new RestoreCommand(), "--to", url, file);

      assertThat(restore.code()).isEqualTo(1);
      assertThat(restore.err())
          .contains("has no keyspace cache: nothing was written")
          .contains("memdi.keyspaces");
      assertThat(count(target.node(0).keyValues())).isZero();
    }
  }
}
