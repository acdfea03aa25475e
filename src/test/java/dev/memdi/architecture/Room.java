package dev.memdi.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One package of memdi with everything below it, except what is a room of its own, and the rooms it
 * may import besides itself.
 */
record Room(String name, List<String> mayImport) {
  static final String ROOT_PACKAGE = "dev.memdi";

  private static final String ROOT = "";

  /** The import table of the architecture, row by row. */
  private static final List<Room> TABLE =
      List.of(
          room("api"),
          room("config", "api"),
          room("cluster", "api", "config"),
          room("link", "api", "config", "cluster"),
          room("edge.http", "api", "config", "cluster", "routing"),
          room("edge.resp", "api", "config", "cluster", "routing"),
          room("routing", "api", "config", "cluster", "raft", "raft.core", "leaderless"),
          room("raft", "raft.core", "durable", "store", "cluster", "config", "api"),
          room("raft.core", "api"),
          room("leaderless", "leaderless.core", "durable", "store", "cluster", "config", "api"),
          room("leaderless.core", "api"),
          room("durable", "api", "config"),
          room("store", "api", "config"),
          room("cli", "api", "client"), // the REPL speaks through the Java client
          room("client", "api"),
          room("testkit", ROOT, "api", "routing"));

  static List<Room> all() {
    String[] names = TABLE.stream().map(Room::name).toArray(String[]::new);
    return Stream.concat(Stream.of(room(ROOT, names)), TABLE.stream()).toList();
  }

  /** The room of a class of memdi: the one with the longest name that fits. */
  static Optional<Room> of(JavaClass javaClass) {
    return all().stream()
        .filter(room -> room.holds(javaClass.getPackageName()))
        .max(Comparator.comparingInt(room -> room.name.length()));
  }

  static boolean isMemdis(JavaClass javaClass) {
    return isInOrBelow(javaClass.getPackageName(), ROOT_PACKAGE);
  }

  boolean isRoot() {
    return name.equals(ROOT);
  }

  String packageName() {
    return isRoot() ? ROOT_PACKAGE : ROOT_PACKAGE + "." + name;
  }

  /** Whether a class of this room may use a class of {@code other}. */
  boolean mayUse(Room other) {
    return name.equals(other.name) || mayImport.contains(other.name);
  }

  // The root is one package only: what lies below it is some other room, or a mistake.
  private boolean holds(String packageName) {
    return isRoot() ? packageName.equals(ROOT_PACKAGE) : isInOrBelow(packageName, packageName());
  }

  private static boolean isInOrBelow(String packageName, String parent) {
    return packageName.equals(parent) || packageName.startsWith(parent + ".");
  }

  private static Room room(String name, String... mayImport) {
    return new Room(name, List.of(mayImport));
  }
}
