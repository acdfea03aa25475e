package dev.memdi.multijvm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memdi.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node in a process of its own, through several lives of it. */
final class Node {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than any test lets a request take. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private final String name;
  private final int httpPort;
  private final String mainClass;
  private final List<String> jvmOptions;
  private final List<String> arguments = new ArrayList<>();
  private final Path logs;
  private Optional<Path> data = Optional.empty();
  private Optional<Process> process = Optional.empty();
  private int lives;

  /**
   * A node that is not started yet.
   *
   * @param cluster where the others reach it
   * @param mainClass what the process runs
   * @param logs the folder for what it writes, a file for each life
   */
  Node(
      String name,
      String cluster,
      List<String> seeds,
      Map<String, String> settings,
      String mainClass,
      List<String> jvmOptions,
      Path logs) {
    this.name = name;
    this.httpPort = Ports.free();
    this.mainClass = mainClass;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.logs = logs;
    // It ends with this JVM, however that ends.
    arguments.addAll(List.of("node", "--stop-with-parent", "--name", name));
    arguments.addAll(List.of("--http", "127.0.0.1:" + httpPort, "--cluster", cluster));
    arguments.addAll(List.of("--seeds", String.join(",", seeds)));
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
  }

  /** From its next start on it keeps its log in {@code folder}. */
  void keepIn(Path folder) {
    data = Optional.of(folder);
    arguments.addAll(List.of("--data", folder.toString()));
  }

  /** From its next start on it has this setting. */
  void set(String key, Object value) {
    arguments.addAll(List.of("--set", key + "=" + value));
  }

  /** Where it keeps its log. */
  Path data() {
    return data.orElseThrow();
  }

  String name() {
    return name;
  }

  URI url(String target) {
    return URI.create("http://127.0.0.1:" + httpPort + target);
  }

  void start() throws IOException {
    lives++;
    process =
        Optional.of(
            MemdiProcess.of(mainClass, jvmOptions, arguments)
                .redirectOutput(log().toFile())
                .start());
  }

  private Path log() {
    return logs.resolve("%s-%d.log".formatted(name, lives));
  }

  /** What it has said in this life. */
  String said() throws IOException {
    return Files.readString(log());
  }

  long pid() {
    return process.orElseThrow().pid();
  }

  boolean isAlive() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** As {@code kill -9}. */
  void kill() {
    killAtOnce(List.of(this));
  }

  /** As {@code kill -9} of all of them in one go. */
  static void killAtOnce(List<Node> nodes) {
    nodes.forEach(node -> node.process.ifPresent(Process::destroyForcibly));
    nodes.forEach(Node::awaitEnd);
  }

  /** As {@code kill}; returns when the process has ended. */
  void terminate() {
    process.ifPresent(Process::destroy);
    awaitEnd();
  }

  /** The same of all of them at once. */
  static void terminateAtOnce(List<Node> nodes) {
    nodes.forEach(node -> node.process.ifPresent(Process::destroy));
    nodes.forEach(Node::awaitEnd);
  }

  void awaitEnd() {
    Await.until("the end of " + name, () -> Await.unless(!isAlive(), "it lives"));
  }

  /** Stops the process where it stands, without its knowing. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after a {@link #pause}. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    String pid = Long.toString(pid());
    int exit = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -%s %s: exit code %d".formatted(signal, pid, exit));
    }
  }

  boolean isReady() throws IOException, InterruptedException {
    return send("GET", "/health/ready").statusCode() == 200;
  }

  /** What it tells of itself in this life. */
  JsonNode status() throws IOException, InterruptedException {
    return json("/status");
  }

  /** What it sees of the cluster. */
  JsonNode cluster() throws IOException, InterruptedException {
    return json("/cluster");
  }

  /** One of its metrics, added up over all shards. */
  long metric(String metric) throws IOException, InterruptedException {
    return send("GET", "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private JsonNode json(String target) throws IOException, InterruptedException {
    HttpResponse<String> response = send("GET", target);
    if (response.statusCode() != 200) {
      throw new IOException("%s: %s".formatted(target, response.body()));
    }
    return JSON.readTree(response.body());
  }

  HttpResponse<String> send(String method, String target) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url(target))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public String toString() {
    return name;
  }
}
