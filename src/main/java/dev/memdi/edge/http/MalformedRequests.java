package dev.memdi.edge.http;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is so malformed that the protocol's parser gives up on it before there is a request,
 * in the same form as any other problem. Found by its name, as a Scala object would be.
 */
public final class MalformedRequests extends ParsingErrorHandler {
  /** What the library looks for in a class it is given by name. */
  @SuppressWarnings("MemberName")
  public static final MalformedRequests MODULE$ = new MalformedRequests();

  private static final int TARGET_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int BODY_TOO_LARGE = 413;

  private MalformedRequests() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    int code = status.intValue();
    ProblemType type =
        switch (code) {
          case BODY_TOO_LARGE, TARGET_TOO_LONG, HEADERS_TOO_LARGE -> ProblemType.TOO_LARGE;
          default -> ProblemType.INVALID;
        };
    return Problem.of(type, error.summary()).withStatus(code).response();
  }
}
