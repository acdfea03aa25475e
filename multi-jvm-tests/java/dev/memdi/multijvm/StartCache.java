package dev.memdi.multijvm;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVM's cache from which a node starts in about half the time: the one that {@code memdi} makes
 * when it builds, or one made as it would, where it is to be found from then on.
 */
final class StartCache {
  private static final Path FILE = MemdiProcess.JAR.resolveSibling("memdi.aot");

  private static final Optional<Path> CACHE = find();

  private StartCache() {}

  /** What a JVM is started with to use it; without it, nodes start more slowly and as well. */
  static List<String> options() {
    return CACHE
        .map(file -> List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off"))
        .orElse(List.of());
  }

  /** One process of several makes it, the others wait. */
  private static Optional<Path> find() {
    Path turn = MemdiProcess.JAR.resolveSibling("memdi-tests.lock");
    try (FileChannel channel =
            FileChannel.open(turn, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      boolean there =
          Files.exists(FILE)
              && Files.getLastModifiedTime(FILE)
                      .compareTo(Files.getLastModifiedTime(MemdiProcess.JAR))
                  > 0;
      return there || isMade() ? Optional.of(FILE) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Whole or not at all. */
  private static boolean isMade() throws IOException, InterruptedException {
    Path made = MemdiProcess.JAR.resolveSibling("memdi-tests.aot");
    List<String> command = new ArrayList<>();
    command.add(MemdiProcess.JAVA.toString());
    command.add(MemdiProcess.USUAL_OPTIONS);
    command.add("-XX:AOTCacheOutput=" + made);
    command.addAll(List.of("-cp", MemdiProcess.JAR.toString(), "dev.memdi.Main", "rehearse"));
    Path said = MemdiProcess.JAR.resolveSibling("memdi-rehearsal.log");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    if (exit != 0 || !Files.exists(made)) {
      Files.deleteIfExists(made);
      return false;
    }
    Files.move(made, FILE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }
}
