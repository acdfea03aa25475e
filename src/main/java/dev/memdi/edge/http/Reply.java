package dev.memdi.edge.http;

import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Answers that tell of success. */
final class Reply {
  private Reply() {}

  static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(status);
  }

  static HttpResponse bytes(Bytes value) {
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_OCTET_STREAM, ByteString.fromArrayUnsafe(value.array())));
  }

  static HttpResponse text(String text) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text));
  }

  static HttpResponse json(int status, Json.Writing writing) {
    byte[] body = Json.document(writing);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
  }

  /** The headers that say what stands behind an answer. */
  static List<HttpHeader> assurance(Assurance assurance) {
    return switch (assurance) {
      case Assurance.Acknowledged a ->
          List.of(RawHeader.create("Memdi-Ack", Exchange.word(a.reached())));
      case Assurance.Linearizable _ -> List.of();
      case Assurance.Stale s ->
          List.of(
              RawHeader.create("Memdi-Staleness-Millis", Long.toString(s.staleness().toMillis())));
    };
  }

  /** The router answered an operation with another one's result: a bug. */
  static IllegalStateException unexpected(Result result) {
    return new IllegalStateException("unexpected result: " + result.getClass().getSimpleName());
  }
}
