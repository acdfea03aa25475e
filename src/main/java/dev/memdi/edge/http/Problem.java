package dev.memdi.edge.http;

import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * An answer that says what was wrong: {@code application/problem+json} (RFC 9457) with one field of
 * our own, {@code outcome}: {@code refused} if what was asked for was certainly not done and never
 * will be, {@code unknown} if it may have been. {@code revision} is the key's, where a condition
 * failed.
 */
record Problem(
    ProblemType type, int status, String detail, OptionalLong revision, List<HttpHeader> headers) {
  private static final ContentType JSON =
      ContentTypes.create(
          MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));
  private static final HttpHeader RETRY_SOON = RawHeader.create("Retry-After", "1");

  Problem {
    headers = List.copyOf(headers);
  }

  static Problem of(ProblemType type, String detail) {
    return new Problem(type, type.status(), detail, OptionalLong.empty(), List.of());
  }

  static Problem invalid(String detail) {
    return of(ProblemType.INVALID, detail);
  }

  static Problem of(Outcome.Unknown unknown) {
    return of(ProblemType.UNKNOWN, unknown.why());
  }

  /** The one table from refusals to answers. */
  static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid r -> of(ProblemType.INVALID, r.message());
      case Refusal.CrossShard r -> of(ProblemType.CROSS_SHARD, r.message());
      case Refusal.ConditionFailed r ->
          of(ProblemType.CONDITION_FAILED, r.message()).at(r.revision());
      case Refusal.TooLarge r -> of(ProblemType.TOO_LARGE, r.message());
      case Refusal.NotAnInteger r -> of(ProblemType.NOT_AN_INTEGER, r.message());
      case Refusal.Overflow r -> of(ProblemType.OVERFLOW, r.message());
      case Refusal.AckUnavailable r -> of(ProblemType.ACK_UNAVAILABLE, r.message());
      case Refusal.Busy r -> of(ProblemType.BUSY, r.message()).with(RETRY_SOON);
      case Refusal.Unavailable r -> of(ProblemType.UNAVAILABLE, r.message()).with(RETRY_SOON);
    };
  }

  /** With another status than its type's: what the parser of the protocol answers. */
  Problem withStatus(int other) {
    return new Problem(type, other, detail, revision, headers);
  }

  Problem with(HttpHeader header) {
    return with(List.of(header));
  }

  Problem with(List<HttpHeader> more) {
    List<HttpHeader> all = new ArrayList<>(headers);
    all.addAll(more);
    return new Problem(type, status, detail, revision, all);
  }

  private Problem at(Revision current) {
    return new Problem(type, status, detail, OptionalLong.of(current.index()), headers);
  }

  /** What its client may conclude. */
  private String outcome() {
    return switch (type) {
      case UNKNOWN, INTERNAL -> "unknown";
      case INVALID,
          NO_SUCH_KEYSPACE,
          CROSS_SHARD,
          NOT_FOUND,
          NO_SUCH_ROUTE,
          METHOD_NOT_ALLOWED,
          BODY_TIMEOUT,
          IMPOSSIBLE,
          CONDITION_FAILED,
          TOO_LARGE,
          NOT_AN_INTEGER,
          OVERFLOW,
          ACK_UNAVAILABLE,
          BUSY,
          NOT_READY,
          UNAVAILABLE ->
          "refused";
    };
  }

  HttpResponse response() {
    byte[] body =
        Json.document(json -> {
          json.writeStartObject();
          json.writeStringField("type", type.uri());
          json.writeStringField("title", type.title());
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          json.writeStringField("outcome", outcome());
          if (revision.isPresent()) {
            json.writeNumberField("revision", revision.getAsLong());
          }
          json.writeEndObject();
        });
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .addHeaders(headers)
        .withEntity(HttpEntities.create(JSON, body));
  }
}
