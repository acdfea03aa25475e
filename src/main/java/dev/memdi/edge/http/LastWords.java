package dev.memdi.edge.http;

import org.apache.pekko.http.javadsl.model.DateTime;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** What clients of a server that ends are told, who would not know otherwise what became of it. */
final class LastWords {
  private static final int REQUEST_TIMEOUT = 408;

  private LastWords() {}

  /** To whoever has sent no request, or not all of it, or one that was not looked at any more. */
  static Problem refused() {
    return Problem.of(
            ProblemType.UNAVAILABLE,
            "the node stops; a request that it has not answered it has not done")
        .withStatus(REQUEST_TIMEOUT);
  }

  /** To whoever waits for an answer when there is no more time for one. */
  static Problem unknown() {
    return Problem.of(ProblemType.UNKNOWN, "the node stopped before there was an answer");
  }

  /**
   * {@link #refused} as it is sent unasked (RFC 9110, 15.5.9): a client with a request on its way
   * reads it as the answer, and one without knows that the connection is of no more use.
   */
  static ByteString unasked() {
    HttpResponse response = refused().response();
    ByteString body = ((HttpEntity.Strict) response.entity()).getData();
    String head =
        """
        HTTP/1.1 %d %s
        Server: %s
        Date: %s
        Connection: close
        Content-Type: %s
        Content-Length: %d

        """
            .formatted(
                response.status().intValue(),
                response.status().reason(),
                HttpEdge.SERVER,
                DateTime.now().toRfc1123DateTimeString(),
                response.entity().getContentType(),
                body.size());
    return ByteString.fromString(head.replace("\n", "\r\n")).concat(body);
  }
}
