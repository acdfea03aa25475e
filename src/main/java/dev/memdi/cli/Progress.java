package dev.memdi.cli;

import dev.memdi.cli.backup.Part;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says now and then how far something long has come. */
final class Progress {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private long saidAt = System.nanoTime();

  Progress(PrintWriter out) {
    this.out = out;
  }

  /** Says so if nothing has been said for a while. */
  void at(String what) {
    if (System.nanoTime() - saidAt > EVERY_NANOS) {
      say(what);
    }
  }

  void say(String what) {
    saidAt = System.nanoTime();
    out.println(what);
    out.flush();
  }

  /** As in {@code 1 key} or {@code 12 keys}. */
  static String keys(long keys) {
    return keys + (keys == 1 ? " key" : " keys");
  }

  /** As in {@code 8 shards}, or {@code 12 shards (default, cache)}. */
  static String shards(List<Part.Keyspace> keyspaces) {
    int shards = keyspaces.stream().mapToInt(Part.Keyspace::shards).sum();
    String names = keyspaces.stream().map(Part.Keyspace::name).collect(Collectors.joining(", "));
    return shards + " shards" + (keyspaces.size() == 1 ? "" : " (" + names + ")");
  }

  /** As in {@code 1.5 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }
}
