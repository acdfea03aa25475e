package dev.memdi.durable;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Whose a data directory is: a small file in it says for which node it was made, and how its keys
 * are spread. Whoever comes with another name or another number of shards would find other data
 * than its own, or its own keys where nobody looks for them.
 */
public final class DataDirectory {
  private static final String FILE = "memdi.properties";
  private static final String NAME = "node";
  private static final String SHARDS = "shards";
  private static final String FORMAT = "format";
  private static final String CURRENT = "1";

  private DataDirectory() {}

  /**
   * Makes the directory a node's, if it is not yet one's.
   *
   * @return what is wrong with it, if it is another's
   * @throws UncheckedIOException if it can't be read or written
   */
  public static Optional<String> claim(Path directory, String node, int shards) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(FILE);
      if (!Files.exists(file)) {
        write(file, node, shards);
        return Optional.empty();
      }
      Properties found = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        found.load(reader);
      }
      return check(directory, found, node, shards);
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory " + directory + " can't be used", e);
    }
  }

  private static Optional<String> check(Path directory, Properties found, String node, int shards) {
    String format = found.getProperty(FORMAT, "?");
    if (!format.equals(CURRENT)) {
      return Optional.of(
          "%s is of format %s; this version reads format %s".formatted(directory, format, CURRENT));
    }
    String owner = found.getProperty(NAME, "?");
    if (!owner.equals(node)) {
      return Optional.of(
          "%s holds the data of node '%s', not of '%s'".formatted(directory, owner, node));
    }
    String had = found.getProperty(SHARDS, "?");
    if (!had.equals(Integer.toString(shards))) {
      return Optional.of(
          "%s holds keys spread over %s shards, and memdi.cluster.shards is %d"
              .formatted(directory, had, shards));
    }
    return Optional.empty();
  }

  private static void write(Path file, String node, int shards) throws IOException {
    Properties mine = new Properties();
    mine.setProperty(FORMAT, CURRENT);
    mine.setProperty(NAME, node);
    mine.setProperty(SHARDS, Integer.toString(shards));
    Path draft = file.resolveSibling(FILE + ".new");
    try (Writer writer = Files.newBufferedWriter(draft)) {
      mine.store(writer, "Whose data this is; written once.");
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
