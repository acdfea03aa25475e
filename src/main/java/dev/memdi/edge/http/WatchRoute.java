package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;

/** Changes as server-sent events. */
final class WatchRoute {
  private final Duration beat;
  private final AtomicInteger watching = new AtomicInteger();

  /** Shows life every {@code beat} where nothing happens. */
  WatchRoute(Duration beat, MeterRegistry meters) {
    this.beat = beat;
    Gauge.builder("memdi.http.watches", watching, AtomicInteger::get)
        .description("Clients that watch changes over HTTP")
        .register(meters);
  }

  List<Route> routes() {
    return List.of(
        new Route(HttpMethods.GET, "/watch", Set.of("keyspace", "prefix", "from"), this::watch));
  }

  private CompletionStage<HttpResponse> watch(Exchange exchange) {
    Bytes prefix = exchange.bytes("prefix").orElse(Bytes.EMPTY);
    // a browser that connects again repeats its first URL: what it has seen since then counts
    Optional<String> lastSeen = exchange.header("Last-Event-ID").filter(id -> !id.isEmpty());
    String from = lastSeen.or(() -> exchange.text("from")).orElse("");
    Ending ending = exchange.backend().ending();
    Watch watch = new Watch(exchange.router(), prefix, from, beat, watching::addAndGet, ending);
    return CompletableFuture.completedFuture(
        HttpResponse.create()
            .addHeader(RawHeader.create("Cache-Control", "no-store"))
            .withEntity(
                HttpEntities.createChunked(
                    ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM), Source.fromGraph(watch))));
  }
}
