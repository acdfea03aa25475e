package dev.memdi.edge.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long requests took, by route and by how they ended: {@code done}, or the word of the problem.
 * Both are few, so that the series are; a key never becomes a tag.
 */
final class RequestTimers {
  static final String NO_ROUTE = "none";
  static final String DONE = "done";

  private final MeterRegistry meters;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  RequestTimers(MeterRegistry meters) {
    this.meters = meters;
  }

  private record Series(String method, String route, String outcome) {}

  Timer.Sample start() {
    return Timer.start(meters);
  }

  void stop(Timer.Sample sample, String method, String route, String outcome) {
    sample.stop(timers.computeIfAbsent(new Series(method, route, outcome), this::register));
  }

  private Timer register(Series series) {
    return Timer.builder("memdi.http.requests")
        .description("HTTP requests, until their answer began")
        .tag("method", series.method)
        .tag("route", series.route)
        .tag("outcome", series.outcome)
        .register(meters);
  }
}
