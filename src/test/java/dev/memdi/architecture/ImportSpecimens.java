package dev.memdi.architecture;

import java.util.List;

/** One class in each room, and every kind of import that the rooms may not make. */
final class ImportSpecimens {
  private static final String ROOM = "EVERY_CLASS_LIVES_IN_A_ROOM";
  private static final String TABLE = "ROOMS_IMPORT_ONLY_WHAT_THE_TABLE_ALLOWS";
  private static final String API = "API_NEEDS_THE_JDK_ONLY";
  private static final String CORE = "CORES_ARE_PLAIN_VALUES";
  private static final String HTTP = "PEKKO_HTTP_ONLY_IN_EDGE_HTTP";
  private static final String CLUSTER = "PEKKO_CLUSTER_ONLY_IN_CLUSTER_AND_ROOT";
  private static final String PERSISTENCE = "PEKKO_PERSISTENCE_ONLY_IN_DURABLE";
  private static final String NETTY = "NETTY_ONLY_IN_EDGES_CLIENT_AND_LINK";

  private ImportSpecimens() {}

  static List<Specimen> all() {
    var specimens = new Specimens("Importer");
    allowed(specimens);
    againstTheTable(specimens);
    moreThanTheJdk(specimens);
    foreignLibraries(specimens);
    return specimens.all();
  }

  private static void allowed(Specimens specimens) {
    specimens
        .innocent("dev.memdi", "Root", "dev.memdi.raft.Raft raft; org.slf4j.Logger log;")
        .innocent("dev.memdi", "Root2", "org.apache.pekko.cluster.typed.Cluster cluster;")
        .innocent("dev.memdi.api", "Api", "Instant at; UUID id; java.nio.file.Path path;")
        .innocent("dev.memdi.api.codec", "Codec", "dev.memdi.api.Api above;")
        .innocent("dev.memdi.config", "Config", "com.typesafe.config.Config config;")
        .innocent("dev.memdi.cluster", "Cluster", "org.apache.pekko.cluster.typed.Cluster cluster;")
        .innocent("dev.memdi.routing", "Routing", "dev.memdi.raft.core.Core core;")
        .innocent("dev.memdi.raft", "Raft", "dev.memdi.raft.core.Core core;")
        .innocent("dev.memdi.raft.core", "Core", everythingThatACoreNeeds())
        .innocent("dev.memdi.leaderless", "Leaderless", "dev.memdi.durable.Durable log;")
        .innocent("dev.memdi.leaderless.core", "Ring", "dev.memdi.api.Api api;")
        .innocent("dev.memdi.durable", "Durable", "org.apache.pekko.persistence.Any persistent;")
        .innocent("dev.memdi.durable.journal", "JournalTckTest", "org.scalatest.Any contract;")
        .innocent("dev.memdi.store", "Store", "dev.memdi.config.Config config;")
        .innocent("dev.memdi.edge.http", "Http", "org.apache.pekko.http.javadsl.Http http;")
        .innocent("dev.memdi.edge.http", "Http2", "dev.memdi.routing.Routing routing;")
        .innocent("dev.memdi.edge.http", "Http3", "io.netty.Any channel;")
        .innocent("dev.memdi.edge.resp", "Resp", "io.netty.Any channel;")
        .innocent("dev.memdi.client", "Client", "io.netty.Any channel;")
        .innocent("dev.memdi.link", "Link", "io.netty.Any channel;")
        .innocent("dev.memdi.cli", "Cli", "dev.memdi.client.Client client;");
  }

  /** The language's own constructs reach into packages that a core does not name. */
  private static String everythingThatACoreNeeds() {
    return """
    Map<String, java.nio.ByteBuffer> map; Duration lease; Function<String, Integer> function;
    enum Color { RED }
    record Pair(int a, Color b) {}
    sealed interface Input { record Tick(long at) implements Input {} }
    Supplier<Integer> lambda(String s) { return s::length; }
    String text(int i) { return "a" + i; }
    List<Integer> sorted(Collection<Integer> c) { return c.stream().sorted().toList(); }
    int match(Object o) {
      return switch (o) {
        case Pair(int a, Color _) when a > 0 -> a;
        case Input.Tick(long at) -> (int) at;
        case Color.RED -> 1;
        case String s -> s.length();
        default -> throw new IllegalArgumentException();
      };
    }
    """;
  }

  private static void againstTheTable(Specimens specimens) {
    specimens
        .breaking(ROOM, "dev.memdi.attic", "")
        .breaking(ROOM, "dev.memdi.edge", "")
        .breaking(TABLE, "dev.memdi.config", "dev.memdi.cluster.Cluster x;")
        .breaking(TABLE, "dev.memdi.cluster", "dev.memdi.store.Store x;")
        .breaking(TABLE, "dev.memdi.edge.http", "dev.memdi.raft.Raft x;")
        .breaking(TABLE, "dev.memdi.edge.http", "dev.memdi.store.Store x;")
        .breaking(TABLE, "dev.memdi.edge.http", "dev.memdi.edge.resp.Resp x;")
        .breaking(TABLE, "dev.memdi.edge.resp", "dev.memdi.leaderless.Leaderless x;")
        .breaking(TABLE, "dev.memdi.edge.resp.deep", "dev.memdi.durable.Durable x;")
        .breaking(TABLE, "dev.memdi.routing", "dev.memdi.leaderless.core.Ring x;")
        .breaking(TABLE, "dev.memdi.routing", "dev.memdi.store.Store x;")
        .breaking(TABLE, "dev.memdi.raft", "dev.memdi.leaderless.Leaderless x;")
        .breaking(TABLE, "dev.memdi.raft", "void f() { new dev.memdi.leaderless.core.Ring(); }")
        .breaking(TABLE, "dev.memdi.leaderless", "List<dev.memdi.raft.Raft> x;")
        .breaking(TABLE, "dev.memdi.leaderless.core", "dev.memdi.raft.core.Core x;")
        .breaking(TABLE, "dev.memdi.durable", "dev.memdi.cluster.Cluster x;")
        .breaking(TABLE, "dev.memdi.store", "dev.memdi.durable.Durable x;")
        .breaking(TABLE, "dev.memdi.cli", "dev.memdi.config.Config x;")
        .breaking(TABLE, "dev.memdi.client", "dev.memdi.config.Config x;")
        .breaking(TABLE, "dev.memdi.store", "dev.memdi.Root x;");
  }

  private static void moreThanTheJdk(Specimens specimens) {
    specimens
        .breaking(API, "dev.memdi.api", "com.typesafe.config.Config x;")
        .breaking(API, "dev.memdi.api", "dev.memdi.client.Client x;")
        .breaking(CORE, "dev.memdi.raft.core", "org.slf4j.Logger x;")
        .breaking(CORE, "dev.memdi.raft.core", "org.apache.pekko.actor.typed.ActorRef<?> x;")
        .breaking(CORE, "dev.memdi.raft.core", "dev.memdi.store.Store x;")
        .breaking(CORE, "dev.memdi.raft.core", "java.util.concurrent.locks.Lock x;")
        .breaking(CORE, "dev.memdi.raft.core", "Clock x;")
        .breaking(CORE, "dev.memdi.raft.core", "void f() { System.out.println(); }")
        .breaking(CORE, "dev.memdi.leaderless.core", "dev.memdi.leaderless.Leaderless x;");
  }

  private static void foreignLibraries(Specimens specimens) {
    specimens
        .breaking(HTTP, "dev.memdi.edge.resp", "org.apache.pekko.http.javadsl.Http x;")
        .breaking(HTTP, "dev.memdi", "org.apache.pekko.http.javadsl.Http x;")
        .breaking(CLUSTER, "dev.memdi.raft", "org.apache.pekko.cluster.typed.Cluster x;")
        .breaking(PERSISTENCE, "dev.memdi.raft", "org.apache.pekko.persistence.Any x;")
        .breaking(NETTY, "dev.memdi.routing", "io.netty.Any x;")
        .breaking(
            "SCALATEST_ONLY_IN_THE_TCK_TESTS", "dev.memdi.durable.journal", "org.scalatest.Any x;");
  }
}
