package dev.memdi.edge.http;

import dev.memdi.api.codec.CopyStream;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardCopy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;

/** A shard's keys at one point in time, as {@link CopyStream} has it: what a backup is made of. */
final class CopyRoute {
  private CopyRoute() {}

  static List<Route> routes() {
    return List.of(
        new Route(HttpMethods.GET, "/cluster/shards/{n}/copy", Set.of("timeout"), CopyRoute::copy));
  }

  private static CompletionStage<HttpResponse> copy(Exchange exchange) {
    int shards = exchange.backend().routers().keyspaces().shards();
    int shard = exchange.shard();
    Router router =
        exchange
            .backend()
            .routers()
            .of(shard)
            .orElseThrow(() ->
                new Rejection(Problem.of(ProblemType.NOT_FOUND, "there is no shard " + shard)));
    Exchange.Sending sending = exchange.sending();
    CompletableFuture<ShardCopy.Opening> opening = new CompletableFuture<>();
    router.copy(shard - router.keyspace().first(), opening::complete);
    return sending
        .await(opening, ProblemType.UNAVAILABLE)
        .whenComplete((opened, failure) -> {
          if (failure != null) {
            var _ = opening.thenAccept(CopyRoute::closeLate);
          }
        })
        .thenApply(opened -> answer(opened, shard, shards));
  }

  /** The client has been told by now that there is none. */
  private static void closeLate(ShardCopy.Opening opening) {
    if (opening instanceof ShardCopy.Opening.Opened(ShardCopy copy)) {
      copy.close();
    }
  }

  private static HttpResponse answer(ShardCopy.Opening opening, int shard, int shards) {
    return switch (opening) {
      case ShardCopy.Opening.Refused refused -> throw new Rejection(Problem.of(refused.refusal()));
      case ShardCopy.Opening.Opened(ShardCopy copy) -> {
        CopyStream.Head head =
            new CopyStream.Head(shard, shards, copy.revision(), System.currentTimeMillis());
        yield HttpResponse.create()
            .addHeader(RawHeader.create("Cache-Control", "no-store"))
            .withEntity(
                HttpEntities.createChunked(
                    ContentTypes.APPLICATION_OCTET_STREAM,
                    Source.fromGraph(new CopySource(copy, head))));
      }
    };
  }
}
