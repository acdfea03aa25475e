import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.actor.ActorIdentity;
import org.apache.pekko.actor.Props;

/**
 * The round trip of a message of 128 bytes between two actor systems in two JVMs over Artery: round
 * trips per second, their p50 and p99, and the CPU time of each over both JVMs.
 *
 * <pre>java -cp 'target/lib/*' bench/artery/PingPong.java IN-FLIGHT SECONDS [KEY=VALUE …]</pre>
 *
 * Settings are Pekko's, as in pekko.remote.artery.advanced.inbound-lanes=1. Warms up for as long as it
 * measures.
 */
public final class PingPong {
  record Line(int inFlight, long perSecond, double p50, double p99, long count) {}

  public static final class Echo extends AbstractActor {
    @Override
    public Receive createReceive() {
      return receiveBuilder().match(byte[].class, m -> getSender().tell(m, getSelf())).build();
    }
  }

  record Start(ActorRef to, int inFlight, long nanos, CountDownLatch done, List<Line> lines) {}

  public static final class Pinger extends AbstractActor {
    private Start start;
    private long until;
    private int outstanding;
    private final long[] samples = new long[1 << 20];
    private long count;
    private final java.util.ArrayDeque<Long> sent = new java.util.ArrayDeque<>();

    @Override
    public Receive createReceive() {
      return receiveBuilder()
          .match(Start.class, this::start)
          .match(byte[].class, m -> pong())
          .build();
    }

    private void start(Start s) {
      start = s;
      until = System.nanoTime() + s.nanos();
      count = 0;
      for (int i = 0; i < s.inFlight(); i++) {
        ping();
      }
    }

    private void ping() {
      outstanding++;
      sent.add(System.nanoTime());
      start.to().tell(new byte[128], getSelf());
    }

    private void pong() {
      long now = System.nanoTime();
      samples[(int) (count++ % samples.length)] = now - sent.remove();
      outstanding--;
      if (now < until) {
        ping();
      } else if (outstanding == 0) {
        long[] sorted = Arrays.copyOf(samples, (int) Math.min(count, samples.length));
        Arrays.sort(sorted);
        start
            .lines()
            .add(
                new Line(
                    start.inFlight(),
                    count * 1_000_000_000L / start.nanos(),
                    sorted[sorted.length / 2] / 1e3,
                    sorted[(int) (sorted.length * 0.99)] / 1e3,
                    count));
        start.done().countDown();
      }
    }
  }

  private static Config config(List<String> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            pekko { actor.provider = remote, actor.allow-java-serialization = off, loglevel = ERROR
              remote { artery { transport = tcp, canonical { hostname = 127.0.0.1, port = 0 } }
                use-unsafe-remote-features-outside-cluster = on, warn-unsafe-watch-outside-cluster = off } }
            """);
    settings.forEach(s -> text.append(s.replaceFirst("=", " = ")).append('\n'));
    return ConfigFactory.parseString(text.toString()).withFallback(ConfigFactory.load());
  }

  private static long[] used(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long switches = 0;
    try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        for (String line : Files.readAllLines(task.resolve("status"))) {
          if (line.contains("ctxt_switches")) {
            switches += Long.parseLong(line.split("\\s+")[1]);
          }
        }
      }
    }
    return new long[] {(Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000, switches};
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("echo")) {
      ActorSystem system =
          ActorSystem.create("echo", config(List.of(args).subList(1, args.length)));
      system.actorOf(Props.create(Echo.class), "echo");
      var address =
          ((org.apache.pekko.actor.ExtendedActorSystem) system).provider().getDefaultAddress();
      System.out.println(address);
      System.in.read();
      System.exit(0);
    }
    List<String> settings = List.of(args).subList(2, args.length);
    List<String> command = new ArrayList<>(ProcessHandle.current().info().arguments().map(List::of).orElseThrow());
    int source = 0;
    while (!command.get(source).endsWith("PingPong.java")) {
      source++;
    }
    command = new ArrayList<>(command.subList(0, source + 1));
    command.add(0, ProcessHandle.current().info().command().orElseThrow());
    command.add("echo");
    command.addAll(settings);
    Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = child.inputReader();
    String address = out.readLine();
    while (!address.startsWith("pekko://")) {
      address = out.readLine();
    }
    ActorSystem system = ActorSystem.create("ping", config(settings));
    ActorSelection selection = system.actorSelection(address + "/user/echo");
    ActorRef echo = selection.resolveOne(java.time.Duration.ofSeconds(10)).toCompletableFuture().get();
    ActorRef pinger = system.actorOf(Props.create(Pinger.class), "pinger");
    long self = ProcessHandle.current().pid();
    for (String inFlight : args[0].split(",")) {
      for (boolean warm : new boolean[] {true, false}) {
        long[] a = used(self), b = used(child.pid());
        CountDownLatch done = new CountDownLatch(1);
        List<Line> lines = new ArrayList<>();
        pinger.tell(
            new Start(echo, Integer.parseInt(inFlight), Long.parseLong(args[1]) * 1_000_000_000L, done, lines),
            ActorRef.noSender());
        done.await();
        if (!warm) {
          long[] a2 = used(self), b2 = used(child.pid());
          Line line = lines.getFirst();
          double n = line.count();
          System.out.printf(
              "in flight %d: %d/s, p50 %.0f us, p99 %.0f us, CPU %.1f us, switches %.2f%n",
              line.inFlight(), line.perSecond(), line.p50(), line.p99(),
              (a2[0] - a[0] + b2[0] - b[0]) / n,
              (a2[1] - a[1] + b2[1] - b[1]) / n);
        }
      }
    }
    child.destroy();
    System.exit(0);
  }
}
