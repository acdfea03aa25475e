package dev.memdi.multijvm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a few megabytes for each node, in memory, that can be filled to its last byte
 * and given room again. To mount one takes root; where that can't be done, the test is skipped.
 */
final class SmallDisks implements Disks {
  private static final String SIZE = "size=8m";
  private static final byte[] BLOCK = new byte[4096];

  private final Map<String, Path> mounted = new LinkedHashMap<>();
  private Path folder = Path.of("");

  @Override
  public void open(List<String> nodes, Path where) throws IOException, InterruptedException {
    folder = where;
    for (String node : nodes) {
      Path disk = Files.createTempDirectory("memdi-disk-" + node + "-");
      int exit = run("mount", "-t", "tmpfs", "-o", SIZE, "memdi-test", disk.toString());
      if (exit != 0) {
        Files.delete(disk);
        close();
        Assumptions.abort(
            "a small disk can't be mounted here, which takes root: exit code " + exit);
      }
      mounted.put(node, disk);
    }
  }

  @Override
  public Path of(String node) {
    return disk(node).resolve("data");
  }

  private Path disk(String node) {
    Path disk = mounted.get(node);
    if (disk == null) {
      throw new IllegalArgumentException("no disk for " + node);
    }
    return disk;
  }

  private Path filler(Node node) {
    return disk(node.name()).resolve("filler");
  }

  /** Not one more byte can be written there. */
  void fill(Node node) throws IOException {
    try (OutputStream filler = Files.newOutputStream(filler(node))) {
      while (true) {
        filler.write(BLOCK);
      }
    } catch (IOException full) {
      if (Files.getFileStore(filler(node)).getUsableSpace() > 0) {
        throw full;
      }
    }
  }

  /** There is room again. */
  void makeRoom(Node node) throws IOException {
    Files.delete(filler(node));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Map.Entry<String, Path> disk : mounted.entrySet()) {
      copy(disk.getValue().resolve("data"), folder.resolve(disk.getKey() + "-data"));
      int exit = run("umount", disk.getValue().toString());
      if (exit != 0) {
        throw new IOException("umount %s: exit code %d".formatted(disk.getValue(), exit));
      }
      Files.delete(disk.getValue());
    }
    mounted.clear();
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      try (Stream<Path> all = Files.walk(from)) {
        for (Path path : all.toList()) {
          Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
      }
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
