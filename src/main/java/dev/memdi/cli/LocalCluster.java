package dev.memdi.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Nodes in processes of their own on this machine, from their start to their end. */
final class LocalCluster {
  private static final Duration ASK_PAUSE = Duration.ofMillis(100);
  private static final Duration TELL_PAUSE = Duration.ofSeconds(10);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private final List<LocalNode> nodes;
  private final PrintWriter out;
  private final String memdi;
  private final List<Running> running = new ArrayList<>();
  private final BlockingQueue<Running> ended = new LinkedBlockingQueue<>();
  private boolean stopping;

  private record Running(LocalNode node, Process process) {}

  /** {@code memdi} is what a person types for the program. */
  LocalCluster(List<LocalNode> nodes, PrintWriter out, String memdi) {
    this.nodes = List.copyOf(nodes);
    this.out = out;
    this.memdi = memdi;
  }

  /**
   * Starts the nodes, waits until all are ready, and then until none is left.
   *
   * @return whether all became ready
   */
  boolean run() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-nodes"));
    long begun = System.nanoTime();
    startAll();
    if (!awaitReady(begun)) {
      stop();
      return false;
    }
    say("ready in " + seconds(begun));
    say("");
    hints().forEach(this::say);
    for (int left = nodes.size(); left > 0; left--) {
      reportEnd(ended.take());
    }
    return true;
  }

  private synchronized void startAll() throws IOException {
    say("starting %d nodes".formatted(nodes.size()));
    for (LocalNode node : nodes) {
      if (stopping) {
        return;
      }
      Running started = new Running(node, node.start());
      running.add(started);
      var _ = started.process.onExit().thenAccept(process -> ended.add(started));
      say(
          "  %-8s pid %-8d %s  redis port %d  log %s"
              .formatted(
                  node.name(), started.process.pid(), node.url(), node.respPort(), node.log()));
    }
  }

  private boolean awaitReady(long begun) throws InterruptedException {
    List<LocalNode> waiting = new ArrayList<>(nodes);
    long lastTold = begun;
    while (true) {
      List<String> answers = new ArrayList<>();
      waiting.removeIf(node -> {
        Readiness readiness = Readiness.ask(node.url());
        answers.add("  %-8s %s".formatted(node.name(), readiness.answer()));
        return readiness.ready();
      });
      if (waiting.isEmpty()) {
        return true;
      }
      if (System.nanoTime() - lastTold > TELL_PAUSE.toNanos()) {
        lastTold = System.nanoTime();
        say("not ready after " + seconds(begun) + ":");
        answers.forEach(this::say);
      }
      Running dead = ended.poll(ASK_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (dead != null) {
        reportEnd(dead);
        return false;
      }
    }
  }

  private void reportEnd(Running one) {
    if (isStopping()) {
      return;
    }
    say(
        "%s (pid %d) ended with exit code %d; its log %s ends so:"
            .formatted(
                one.node.name(), one.process.pid(), one.process.exitValue(), one.node.log()));
    one.node.logTail().forEach(line -> say("  | " + line));
    say("to start it again:\n  " + one.node.commandLine(memdi));
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /**
   * Asks all to stop, and waits for it. Is called on another thread when this process is stopped.
   */
  private synchronized void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    List<Process> alive = running.stream().map(Running::process).filter(Process::isAlive).toList();
    if (alive.isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    say("stopping %d nodes".formatted(alive.size()));
    alive.forEach(Process::destroy);
    for (Process process : alive) {
      awaitEnd(process, STOP_PATIENCE.toNanos() - (System.nanoTime() - begun));
    }
    say("stopped in " + seconds(begun));
  }

  private void awaitEnd(Process process, long nanos) {
    try {
      if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
        say("pid %d does not stop: killed".formatted(process.pid()));
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private List<String> hints() {
    LocalNode first = nodes.getFirst();
    LocalNode other = nodes.get(1 % nodes.size());
    List<String> hints = new ArrayList<>();
    hints.add("try:");
    hints.add("  curl -X PUT %s/kv/hello -d world".formatted(first.url()));
    hints.add("  curl %s/kv/hello".formatted(other.url()));
    hints.add("  redis-cli -p %d get hello".formatted(first.respPort()));
    hints.add("  curl %s/status".formatted(first.url()));
    if (nodes.size() > 1) {
      hints.add("and after the end of a node:");
      hints.add("  kill -9 %d".formatted(running.getFirst().process.pid()));
      hints.add("  curl %s/kv/hello".formatted(other.url()));
    }
    hints.add("Ctrl-C stops all.");
    return hints;
  }

  private static String seconds(long since) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - since) / 1e9);
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
