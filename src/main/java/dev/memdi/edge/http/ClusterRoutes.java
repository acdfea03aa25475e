package dev.memdi.edge.http;

import dev.memdi.api.Key;
import dev.memdi.edge.http.Exchange.Sending;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Administration.Verdict;
import dev.memdi.routing.Router;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the node and the cluster are doing, and what an operator can make them do. */
final class ClusterRoutes {
  private final Administration administration;

  ClusterRoutes(Administration administration) {
    this.administration = administration;
  }

  List<Route> routes() {
    Set<String> timeout = Set.of("timeout");
    return List.of(
        new Route(HttpMethods.GET, "/status", timeout, this::node),
        new Route(HttpMethods.GET, "/cluster", timeout, this::cluster),
        new Route(HttpMethods.GET, "/cluster/losses", timeout, this::losses),
        new Route(HttpMethods.GET, "/cluster/keyspaces", timeout, ClusterRoutes::keyspaces),
        new Route(
            HttpMethods.GET,
            "/cluster/shards",
            Set.of("keyspace", "key", "timeout"),
            this::shardOf),
        new Route(
            HttpMethods.POST,
            "/cluster/shards/{n}/leader",
            Set.of("node", "timeout"),
            this::transfer),
        new Route(HttpMethods.DELETE, "/cluster/nodes/{name}", timeout, this::remove));
  }

  private CompletionStage<HttpResponse> node(Exchange exchange) {
    return exchange
        .sending()
        .await(administration.node(), ProblemType.UNAVAILABLE)
        .thenApplyAsync(
            node -> Reply.json(200, json -> json(exchange).node(json, node)),
            exchange.backend().executor());
  }

  private CompletionStage<HttpResponse> cluster(Exchange exchange) {
    return exchange
        .sending()
        .await(administration.cluster(), ProblemType.UNAVAILABLE)
        .thenApplyAsync(
            cluster -> Reply.json(200, json -> json(exchange).cluster(json, cluster)),
            exchange.backend().executor());
  }

  private static CompletionStage<HttpResponse> keyspaces(Exchange exchange) {
    return CompletableFuture.completedFuture(Reply.json(200, json(exchange)::keyspaces));
  }

  private static StatusJson json(Exchange exchange) {
    return new StatusJson(exchange.backend().routers().keyspaces());
  }

  private CompletionStage<HttpResponse> losses(Exchange exchange) {
    return exchange
        .sending()
        .await(administration.losses(), ProblemType.UNAVAILABLE)
        .thenApplyAsync(
            losses -> Reply.json(200, json -> json(exchange).losses(json, losses)),
            exchange.backend().executor());
  }

  private CompletionStage<HttpResponse> shardOf(Exchange exchange) {
    Key key =
        exchange.key(
            exchange
                .bytes("key")
                .orElseThrow(() -> Rejection.invalid("parameter 'key' is missing: whose shard?")));
    Router router = exchange.router();
    int shard = router.keyspace().first() + router.shardOf(key);
    return exchange
        .sending()
        .await(administration.cluster(), ProblemType.UNAVAILABLE)
        .thenApply(
            cluster -> Reply.json(200, json -> json(exchange).shard(json, cluster.shard(shard))));
  }

  private CompletionStage<HttpResponse> transfer(Exchange exchange) {
    int shard = exchange.shard();
    String node =
        exchange
            .text("node")
            .filter(name -> !name.isEmpty())
            .orElseThrow(() -> Rejection.invalid("parameter 'node' is missing: who shall lead?"));
    Sending sending = exchange.sending();
    return sending
        .await(administration.transferLeadership(shard, node), ProblemType.UNKNOWN)
        .thenApply(ClusterRoutes::answer);
  }

  private CompletionStage<HttpResponse> remove(Exchange exchange) {
    String name = exchange.variableText();
    Sending sending = exchange.sending();
    return sending
        .await(administration.removeNode(name), ProblemType.UNKNOWN)
        .thenApply(ClusterRoutes::answer);
  }

  private static HttpResponse answer(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted ->
          Reply.json(
              202,
              json -> {
                json.writeStartObject();
                json.writeStringField("message", accepted.message());
                json.writeEndObject();
              });
      case Verdict.NotFound none ->
          throw new Rejection(Problem.of(ProblemType.NOT_FOUND, none.message()));
      case Verdict.Impossible impossible ->
          throw new Rejection(Problem.of(ProblemType.IMPOSSIBLE, impossible.message()));
    };
  }
}
