package dev.memdi.architecture;

import java.util.List;

/** Every way that we know of to make two runs of one seed differ. */
final class DeterminismSpecimens {
  private static final String CLOCK = "NO_CLOCK";
  private static final String RANDOM = "NO_RANDOMNESS";
  private static final String THREADS = "NO_THREADS";
  private static final String ASYNC = "NO_HIDDEN_ASYNC";
  private static final String CHANCE = "NO_ORDER_BY_CHANCE";
  private static final String IO = "NO_IO";

  private DeterminismSpecimens() {}

  static List<Specimen> all() {
    var specimens = new Specimens("Surprise");
    harmless(specimens);
    clocks(specimens);
    randomness(specimens);
    threads(specimens);
    hiddenAsync(specimens);
    orderByChance(specimens);
    io(specimens);
    return specimens.all();
  }

  private static void harmless(Specimens specimens) {
    specimens
        .innocent("dev.memdi.raft", "GivenTime", "Object f(Clock c) { return Instant.now(c); }")
        .innocent("dev.memdi.raft", "Seeded", returning("new Random(7)"))
        .innocent("dev.memdi.raft", "EmptyMap", returning("Map.of()"))
        .innocent("dev.memdi.raft", "OneElement", returning("Set.of(1)"))
        .innocent("dev.memdi.raft", "OneEntry", returning("Map.of(1, 2)"))
        .innocent("dev.memdi.raft", "Listed", returning("List.of(1, 2, 3)"))
        .innocent("dev.memdi.raft", "Then", stage("s.thenApply(x -> x)"))
        .innocent("dev.memdi.durable", "Writer", "Thread writer; java.nio.file.Path file;")
        .innocent("dev.memdi.cluster", "Discovery", "java.net.InetAddress address;")
        .innocent("dev.memdi.edge.resp", "Clocked", returning("System.nanoTime()"));
  }

  private static void clocks(Specimens specimens) {
    specimens
        .breaking(CLOCK, "dev.memdi.raft", returning("System.nanoTime()"))
        .breaking(CLOCK, "dev.memdi.raft.core", returning("System.nanoTime()"))
        .breaking(CLOCK, "dev.memdi.store", returning("System.currentTimeMillis()"))
        .breaking(CLOCK, "dev.memdi.cluster", returning("Instant.now()"))
        .breaking(CLOCK, "dev.memdi.raft", returning("LocalDateTime.now(ZoneOffset.UTC)"))
        .breaking(CLOCK, "dev.memdi.routing", returning("Clock.systemUTC()"))
        .breaking(CLOCK, "dev.memdi.routing", returning("Clock.tickSeconds(ZoneOffset.UTC)"))
        .breaking(CLOCK, "dev.memdi.raft", returning("InstantSource.system()"))
        .breaking(CLOCK, "dev.memdi.leaderless", "LongSupplier f() { return System::nanoTime; }");
  }

  private static void randomness(Specimens specimens) {
    specimens
        .breaking(RANDOM, "dev.memdi.raft", returning("ThreadLocalRandom.current().nextInt()"))
        .breaking(RANDOM, "dev.memdi.store", returning("Math.random()"))
        .breaking(RANDOM, "dev.memdi.cluster", returning("UUID.randomUUID()"))
        .breaking(RANDOM, "dev.memdi.raft", returning("new Random()"))
        .breaking(RANDOM, "dev.memdi.raft", "Supplier<?> f() { return Random::new; }")
        .breaking(RANDOM, "dev.memdi.raft", returning("new java.security.SecureRandom()"))
        .breaking(RANDOM, "dev.memdi.leaderless", returning("new SplittableRandom()"))
        .breaking(
            RANDOM,
            "dev.memdi.leaderless",
            returning("java.util.random.RandomGenerator.getDefault()"));
  }

  private static void threads(Specimens specimens) {
    specimens
        .breaking(THREADS, "dev.memdi.raft", returning("new Thread(() -> {})"))
        .breaking(THREADS, "dev.memdi.raft", returning("Thread.ofVirtual().start(() -> {})"))
        .breaking(THREADS, "dev.memdi.store", "void f() throws Exception { Thread.sleep(1); }")
        .breaking(THREADS, "dev.memdi.cluster", returning("Executors.newCachedThreadPool()"))
        .breaking(THREADS, "dev.memdi.cluster", returning("ForkJoinPool.commonPool()"))
        .breaking(THREADS, "dev.memdi.raft", returning("new java.util.Timer()"))
        .breaking(THREADS, "dev.memdi.store", "void f() throws Exception { wait(); }")
        .breaking(
            THREADS, "dev.memdi.raft", "void f() throws Exception { TimeUnit.DAYS.sleep(1); }")
        .breaking(THREADS, "dev.memdi.store", "Object f(List<?> l) { return l.parallelStream(); }")
        .breaking(THREADS, "dev.memdi.store", "Object f(Stream<?> s) { return s.parallel(); }");
  }

  private static void hiddenAsync(Specimens specimens) {
    specimens
        .breaking(ASYNC, "dev.memdi.raft", returning("CompletableFuture.runAsync(() -> {})"))
        .breaking(ASYNC, "dev.memdi.cluster", stage("s.thenApplyAsync(x -> x)"))
        .breaking(ASYNC, "dev.memdi.store", stage("s.join()"))
        .breaking(ASYNC, "dev.memdi.routing", stage("s.orTimeout(1, TimeUnit.SECONDS)"))
        .breaking(
            ASYNC,
            "dev.memdi.routing",
            """
            Object f(org.apache.pekko.actor.typed.ActorRef<Object> to,
                org.apache.pekko.actor.typed.Scheduler scheduler) {
              return org.apache.pekko.actor.typed.javadsl.AskPattern.ask(
                  to, reply -> reply, Duration.ZERO, scheduler);
            }
            """)
        .breaking(
            ASYNC,
            "dev.memdi.raft",
            """
            void f(org.apache.pekko.actor.typed.javadsl.ActorContext<Object> context,
                org.apache.pekko.actor.typed.ActorRef<Object> to) {
              context.ask(Object.class, to, Duration.ZERO, reply -> reply, (x, e) -> x);
            }
            """)
        .breaking(
            ASYNC,
            "dev.memdi.raft",
            """
            Object f(org.apache.pekko.actor.ActorRef to) {
              return org.apache.pekko.pattern.Patterns.ask(to, "?", Duration.ZERO);
            }
            """);
  }

  private static void orderByChance(Specimens specimens) {
    specimens
        .breaking(CHANCE, "dev.memdi.raft", returning("Set.of(1, 2)"))
        .breaking(CHANCE, "dev.memdi.raft", returning("Set.of(new Integer[0])"))
        .breaking(CHANCE, "dev.memdi.raft", returning("Map.of(1, 2, 3, 4)"))
        .breaking(CHANCE, "dev.memdi.raft.core", "Object f(List<?> l) { return Set.copyOf(l); }")
        .breaking(CHANCE, "dev.memdi.store", "Object f(Map<?, ?> m) { return Map.copyOf(m); }")
        .breaking(CHANCE, "dev.memdi.store", returning("new IdentityHashMap<String, String>()"))
        .breaking(CHANCE, "dev.memdi.store", returning("System.identityHashCode(this)"))
        .breaking(
            CHANCE,
            "dev.memdi.cluster",
            "Object f(Stream<?> s) { return s.collect(Collectors.toUnmodifiableSet()); }");
  }

  private static void io(Specimens specimens) {
    specimens
        .breaking(IO, "dev.memdi.raft", "java.nio.file.Path x;")
        .breaking(IO, "dev.memdi.store", "java.io.FileInputStream x;")
        .breaking(IO, "dev.memdi.routing", "java.net.Socket x;")
        .breaking(IO, "dev.memdi.leaderless", "java.nio.channels.FileChannel x;")
        .breaking(IO, "dev.memdi.raft.core", returning("new ProcessBuilder()"));
  }

  private static String returning(String expression) {
    return "Object f() { return %s; }".formatted(expression);
  }

  private static String stage(String expression) {
    return "Object f(CompletableFuture<String> s) { return %s; }".formatted(expression);
  }
}
