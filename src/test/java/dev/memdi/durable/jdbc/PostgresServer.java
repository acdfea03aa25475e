package dev.memdi.durable.jdbc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.memdi.Ports;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server for one class of tests; gone in the end with all it holds. */
final class PostgresServer implements AutoCloseable {
  private static final String SCHEMA = "/schema/postgres/postgres-create-schema.sql";
  private static final String DEBIAN = "/usr/lib/postgresql";

  /** It refuses to run as root; Debian's package comes with this user for it. */
  private static final String USER = "postgres";

  private final Path programs;
  private final Path folder;
  private final int port;

  private PostgresServer(Path programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
  }

  /** Where PostgreSQL's programs are, if it is installed; the newest that Debian has. */
  static Optional<Path> programs() throws IOException {
    List<Path> places = new ArrayList<>();
    if (Files.isDirectory(Path.of(DEBIAN))) {
      try (Stream<Path> versions = Files.list(Path.of(DEBIAN))) {
        versions
            .sorted(Comparator.comparing(PostgresServer::version).reversed())
            .forEach(version -> places.add(version.resolve("bin")));
      }
    }
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      places.add(Path.of(place));
    }
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .filter(place -> Files.isExecutable(place.resolve("pg_ctl")))
        .findFirst();
  }

  private static int version(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches("[0-9]{1,9}") ? Integer.parseInt(name) : 0;
  }

  static PostgresServer start(Path programs) throws IOException {
    Path folder = Files.createTempDirectory("memdi-postgresql");
    if (isRoot()) {
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }
    PostgresServer server = new PostgresServer(programs, folder, Ports.free());
    try {
      String options =
          "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s"
              .formatted(server.port, folder);
      server.run("initdb", "-D", server.data(), "-U", "memdi", "-A", "trust", "-E", "UTF8", "-N");
      server.run(
          "pg_ctl", "-D", server.data(), "-l", folder + "/log", "-o", options, "-w", "start");
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** A new database, with the tables of the plugin. */
  Database create(String name) throws IOException, SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    // One by one: some of them may not be part of a transaction.
    try (InputStream schema = PostgresServer.class.getResourceAsStream(SCHEMA);
        Connection connection = connect(name);
        Statement statement = connection.createStatement()) {
      for (String sql : new String(schema.readAllBytes(), StandardCharsets.UTF_8).split(";")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
    return new Database(name);
  }

  /** One of the server's databases. */
  final class Database {
    private final String name;

    private Database(String name) {
      this.name = name;
    }

    /** What {@code conf/postgresql.conf} says, with this database in place of the operator's. */
    Config config() {
      return ConfigFactory.parseMap(
              Map.of("pekko-persistence-jdbc.shared-databases.slick.db.url", url(name)))
          .withFallback(
              ConfigFactory.parseFile(
                  new File("conf/postgresql.conf"),
                  ConfigParseOptions.defaults().setAllowMissing(false)));
    }

    /** The first column of the first row. */
    String ask(String sql) throws SQLException {
      try (Connection connection = connect(name);
          Statement statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "memdi", "");
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--init-groups", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    // Not through a pipe, which the server would inherit and hold open.
    Path output = folder.resolveSibling(folder.getFileName() + ".out");
    try {
      int code =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        Path log = folder.resolve("log");
        throw new IOException(
            "%s ended with %d:\n%s%s"
                .formatted(
                    command,
                    code,
                    Files.readString(output),
                    Files.exists(log) ? Files.readString(log) : ""));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command, e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (Files.exists(folder.resolve("data/postmaster.pid"))) {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
      }
    } finally {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
