package dev.memdi.durable;

import dev.memdi.api.KeyspaceLayout;
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
 * are spread. Whoever comes with another name or with other keyspaces would find other data than
 * its own, or its own keys where nobody looks for them. Keyspaces may be appended.
 */
public final class DataDirectory {
  private static final String FILE = "memdi.properties";
  private static final String NAME = "node";
  private static final String KEYSPACES = "keyspaces";
  private static final String FORMAT = "format";
  private static final String CURRENT = "2";

  /** Knew one keyspace, and did not note its durability. */
  private static final String FIRST = "1";

  private static final String SHARDS = "shards";

  private DataDirectory() {}

  /**
   * Makes the directory a node's, if it is not yet one's.
   *
   * @return what is wrong with it, if it is another's
   * @throws UncheckedIOException if it can't be read or written
   */
  public static Optional<String> claim(Path directory, String node, KeyspaceLayout keyspaces) {
    try {
      Files.createDirectories(directory);
      if (!Files.exists(directory.resolve(FILE))) {
        write(directory, node, Optional.empty());
        return Optional.empty();
      }
      return check(directory, read(directory), node, keyspaces);
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory " + directory + " can't be used", e);
    }
  }

  /**
   * Notes the keyspaces of a directory that was claimed. Not before the node is in its cluster: a
   * list that the others do not share must not stay.
   */
  public static void note(Path directory, String node, KeyspaceLayout keyspaces) {
    try {
      if (!keyspaces.toString().equals(read(directory).getProperty(KEYSPACES))) {
        write(directory, node, Optional.of(keyspaces));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory " + directory + " can't be written", e);
    }
  }

  private static Optional<String> check(
      Path directory, Properties found, String node, KeyspaceLayout keyspaces) {
    String format = found.getProperty(FORMAT, "?");
    if (!format.equals(CURRENT) && !format.equals(FIRST)) {
      return Optional.of(
          "%s is of format %s; this version reads up to format %s"
              .formatted(directory, format, CURRENT));
    }
    String owner = found.getProperty(NAME, "?");
    if (!owner.equals(node)) {
      return Optional.of(
          "%s holds the data of node '%s', not of '%s'".formatted(directory, owner, node));
    }
    if (format.equals(FIRST)) {
      return checkShards(directory, found.getProperty(SHARDS, "?"), keyspaces.parts().getFirst());
    }
    Optional<String> noted = Optional.ofNullable(found.getProperty(KEYSPACES));
    return noted.flatMap(text ->
        KeyspaceLayout.parse(text)
            .map(had -> keyspaces.breakWith(had, "in " + directory, "in memdi.keyspaces"))
            .orElseGet(() ->
                Optional.of("%s holds keyspaces '%s', unreadable".formatted(directory, text))));
  }

  private static Optional<String> checkShards(
      Path directory, String had, KeyspaceLayout.Part keyspace) {
    return had.equals(Integer.toString(keyspace.shards()))
        ? Optional.empty()
        : Optional.of(
            "%s holds keys spread over %s shards, and keyspace %s has %d"
                .formatted(directory, had, keyspace.name(), keyspace.shards()));
  }

  private static Properties read(Path directory) throws IOException {
    Properties found = new Properties();
    try (Reader reader = Files.newBufferedReader(directory.resolve(FILE))) {
      found.load(reader);
    }
    return found;
  }

  private static void write(Path directory, String node, Optional<KeyspaceLayout> keyspaces)
      throws IOException {
    Properties mine = new Properties();
    mine.setProperty(FORMAT, CURRENT);
    mine.setProperty(NAME, node);
    keyspaces.ifPresent(layout -> mine.setProperty(KEYSPACES, layout.toString()));
    Path file = directory.resolve(FILE);
    Path draft = file.resolveSibling(FILE + ".new");
    try (Writer writer = Files.newBufferedWriter(draft)) {
      mine.store(writer, "Whose data this is.");
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
