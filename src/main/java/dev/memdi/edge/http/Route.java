package dev.memdi.edge.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What is served where: a method, a path template with at most one variable (as in {@code
 * /kv/{key}/incr}), the query parameters that it knows, and what answers. Any other parameter is
 * refused, for its author believed in it.
 */
record Route(HttpMethod method, String template, Set<String> parameters, Answer answer) {
  Route {
    parameters = Set.copyOf(parameters);
  }

  /** Answers an exchange; problems are thrown as, or complete it with, a {@link Rejection}. */
  interface Answer {
    CompletionStage<HttpResponse> to(Exchange exchange);
  }

  /** The template's segments; the variable's is in braces. */
  List<String> segments() {
    return List.of(template.substring(1).split("/", -1));
  }
}
