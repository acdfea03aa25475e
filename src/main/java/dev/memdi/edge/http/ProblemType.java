package dev.memdi.edge.http;

import java.util.Locale;

/** What kinds of problem there are; the names are part of the interface and do not change. */
enum ProblemType {
  INVALID(400, "The request makes no sense"),
  NO_SUCH_KEYSPACE(400, "There is no such keyspace"),
  CROSS_SHARD(400, "The keys lie in several shards"),
  NOT_FOUND(404, "There is no such thing"),
  NO_SUCH_ROUTE(404, "There is no such route"),
  METHOD_NOT_ALLOWED(405, "The route has no such method"),
  BODY_TIMEOUT(408, "The body did not arrive in time"),
  IMPOSSIBLE(409, "It can't be done now"),
  CONDITION_FAILED(412, "The condition does not hold"),
  TOO_LARGE(413, "Over a limit"),
  NOT_AN_INTEGER(422, "The value is not an integer"),
  OVERFLOW(422, "The integer would overflow"),
  ACK_UNAVAILABLE(422, "The ack is not available"),
  BUSY(429, "Too much is waiting"),
  INTERNAL(500, "An error of the server's"),
  NOT_READY(503, "The node is not ready"),
  UNAVAILABLE(503, "Nobody can serve it now"),
  UNKNOWN(504, "It is not known whether it was done");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  /** As in {@code condition-failed}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String uri() {
    return "urn:memdi:" + word();
  }
}
