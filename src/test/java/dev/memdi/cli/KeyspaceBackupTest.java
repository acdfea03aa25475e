package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.KeyValues;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.testkit.MemdiTestKit;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup has the keys of all keyspaces. */
@Timeout(120)
class KeyspaceBackupTest {
  @TempDir private Path directory;

  private static MemdiTestKit start(String keyspaces) {
    return MemdiTestKit.start(
        1,
        ConfigFactory.parseString(
            "memdi { requests.timeout = 1m, cluster.shards = 2, keyspaces = [ { name = default }, "
                + keyspaces
                + " ] }"));
  }

  private static void set(KeyValues keyspace, String value) throws Exception {
    keyspace.set(Key.utf8("k"), Bytes.utf8(value)).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static String get(KeyValues keyspace) throws Exception {
    return keyspace
        .get(Key.utf8("k"))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .orElseThrow()
        .value()
        .utf8();
  }

  private static long count(KeyValues keyspace) throws Exception {
    return keyspace.count(Bytes.EMPTY).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void everyKeyComesBackInItsKeyspace() throws Exception {
    String file = directory.resolve("both").toString();
    try (MemdiTestKit source = start("{ name = cache, shards = 3 }")) {
      set(source.node(0).keyValues(), "of default");
      set(source.node(0).keyspace("cache"), "of cache");

      Ended backup = Ended.run(new BackupCommand(), "--from", HttpOf.url(source.node(0)), file);

      assertThat(backup.code()).as(backup.err()).isZero();
      assertThat(backup.out()).contains("2 keys of 5 shards (default, cache)");
    }
    try (MemdiTestKit target = start("{ name = other }, { name = cache, shards = 1 }")) {
      Ended restore = Ended.run(new RestoreCommand(), "--to", HttpOf.url(target.node(0)), file);

      assertThat(restore.code()).as(restore.err()).isZero();
      assertThat(get(target.node(0).keyValues())).isEqualTo("of default");
      assertThat(get(target.node(0).keyspace("cache"))).isEqualTo("of cache");
      assertThat(count(target.node(0).keyspace("other"))).isZero();
    }
    try (MemdiTestKit target = start("{ name = other }")) {
      String url = HttpOf.url(target.node(0));
      Ended restore = Ended.run(new RestoreCommand(), "--to", url, file);

      assertThat(restore.code()).isEqualTo(1);
      assertThat(restore.err())
          .contains("has no keyspace cache: nothing was written")
          .contains("memdi.keyspaces");
      assertThat(count(target.node(0).keyValues())).isZero();
    }
  }
}
