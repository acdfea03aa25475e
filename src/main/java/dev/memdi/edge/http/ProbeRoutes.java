package dev.memdi.edge.http;

import dev.memdi.routing.Administration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * For whatever keeps an eye on the node: whether it lives, whether to send it clients, and metrics.
 */
final class ProbeRoutes {
  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Administration administration;
  private final PrometheusMeterRegistry meters;

  ProbeRoutes(Administration administration, PrometheusMeterRegistry meters) {
    this.administration = administration;
    this.meters = meters;
  }

  List<Route> routes() {
    Set<String> none = Set.of();
    return List.of(
        new Route(HttpMethods.GET, "/health/live", none, this::live),
        new Route(HttpMethods.GET, "/health/ready", Set.of("timeout"), this::ready),
        new Route(HttpMethods.GET, "/metrics", none, this::metrics));
  }

  /** Whoever can answer this lives; whether it is of use is the other probe's question. */
  private CompletionStage<HttpResponse> live(Exchange exchange) {
    return CompletableFuture.completedFuture(status("live"));
  }

  private CompletionStage<HttpResponse> ready(Exchange exchange) {
    return exchange
        .sending()
        .await(administration.node(), ProblemType.NOT_READY)
        .thenApply(node -> {
          if (!node.ready()) {
            throw new Rejection(Problem.of(ProblemType.NOT_READY, node.readiness()));
          }
          return status("ready");
        });
  }

  private static HttpResponse status(String status) {
    return Reply.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", status);
          json.writeEndObject();
        });
  }

  private CompletionStage<HttpResponse> metrics(Exchange exchange) {
    return CompletableFuture.supplyAsync(meters::scrape, exchange.backend().executor())
        .thenApply(text ->
            HttpResponse.create()
                .withEntity(
                    HttpEntities.create(PROMETHEUS, text.getBytes(StandardCharsets.UTF_8))));
  }
}
