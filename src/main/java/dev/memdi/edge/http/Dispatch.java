package dev.memdi.edge.http;

import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request to the route that answers it, and from whatever goes wrong there to a problem. */
final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final Served served;
  private final Backend backend;
  private final RequestTimers timers;

  Dispatch(Served served, Backend backend, RequestTimers timers) {
    this.served = served;
    this.backend = backend;
    this.timers = timers;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    Timer.Sample sample = timers.start();
    Body body = new Body(request, backend);
    Optional<Route> route = Optional.empty();
    CompletionStage<HttpResponse> answer;
    try {
      Target target = target(request);
      Served.Path path = path(target);
      route = Optional.of(route(path, request, target));
      String variable = path.variable(target.segments());
      answer = route.get().answer().to(new Exchange(request, target, variable, backend, body));
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    String template = route.map(Route::template).orElse(RequestTimers.NO_ROUTE);
    // methods without a route are whatever clients make up
    String method = route.map(r -> r.method().value()).orElse(RequestTimers.NO_ROUTE);
    CompletionStage<HttpResponse> whole =
        answer.handle((response, failure) -> {
          if (failure == null) {
            timers.stop(sample, method, template, RequestTimers.DONE);
            return response;
          }
          Problem problem = problem(failure);
          timers.stop(sample, method, template, problem.type().word());
          return problem.response();
        });
    return body.isWhole()
        ? whole // nothing is held, and nothing on its way
        : whole.thenCompose(response -> body.close().thenApply(closed -> response));
  }

  /** The target as it came: the library's own view of it has lost what is not UTF-8. */
  private static Target target(HttpRequest request) {
    return Target.parse(
        request
            .getHeader(RawRequestURI.class)
            .map(RawRequestURI::uri)
            .orElseGet(() -> request.getUri().toString()));
  }

  private Served.Path path(Target target) {
    return served
        .find(target.segments())
        .orElseThrow(() -> new Rejection(noSuchRoute(target.segments())));
  }

  private static Route route(Served.Path path, HttpRequest request, Target target) {
    Route route = path.methods().get(request.method());
    if (route == null) {
      throw new Rejection(
          Problem.of(
                  ProblemType.METHOD_NOT_ALLOWED,
                  "%s is not among the methods of this route: %s"
                      .formatted(request.method().value(), path.allow()))
              .with(RawHeader.create("Allow", path.allow())));
    }
    if (!route.parameters().containsAll(target.query().keySet())) {
      TreeSet<String> unknown = new TreeSet<>(target.query().keySet());
      unknown.removeAll(route.parameters());
      throw Rejection.invalid(
          "unknown query parameters %s; this route knows %s"
              .formatted(unknown, new TreeSet<>(route.parameters())));
    }
    return route;
  }

  private static Problem noSuchRoute(List<String> segments) {
    String first = segments.getFirst();
    boolean slashInKey =
        segments.size() > 2 && (first.equals("kv") || first.equals("get") || first.equals("set"));
    return Problem.of(
        ProblemType.NO_SUCH_ROUTE,
        "there is no route /"
            + String.join("/", segments)
            + (slashInKey ? "; a slash in a key is written %2F" : ""));
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    if (cause instanceof Rejection rejection) {
      return rejection.problem();
    }
    LOG.error("a request failed by an error of this server", cause);
    return Problem.of(
        ProblemType.INTERNAL, "an error of the server's; its log has the whole of it");
  }
}
