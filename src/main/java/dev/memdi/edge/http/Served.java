package dev.memdi.edge.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.pekko.http.javadsl.model.HttpMethod;

/** The table of all routes, indexed by path. */
final class Served {
  private final List<Route> routes;
  private final Map<String, List<Path>> byFirstSegment = new HashMap<>();

  /** A path template with the routes of its methods. */
  record Path(List<String> segments, Map<HttpMethod, Route> methods) {

    /** Whether {@code asked} has these segments, the variable standing for any one. */
    boolean matches(List<String> asked) {
      if (asked.size() != segments.size()) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        if (!isVariable(segments.get(i)) && !segments.get(i).equals(asked.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** What stands in {@code asked} for the variable; empty text without one. */
    String variable(List<String> asked) {
      for (int i = 0; i < segments.size(); i++) {
        if (isVariable(segments.get(i))) {
          return asked.get(i);
        }
      }
      return "";
    }

    /** As the header wants it. */
    String allow() {
      TreeSet<String> names = new TreeSet<>();
      methods.keySet().forEach(method -> names.add(method.value()));
      return String.join(", ", names);
    }

    private static boolean isVariable(String segment) {
      return segment.startsWith("{");
    }
  }

  Served(List<Route> routes) {
    this.routes = List.copyOf(routes);
    Map<String, Path> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      Path path =
          paths.computeIfAbsent(
              route.template(), template -> new Path(route.segments(), new HashMap<>()));
      if (path.methods.put(route.method(), route) != null) {
        throw new IllegalStateException("served twice: " + route);
      }
    }
    for (Path path : paths.values()) {
      byFirstSegment
          .computeIfAbsent(path.segments.getFirst(), first -> new ArrayList<>())
          .add(path);
    }
  }

  List<Route> routes() {
    return routes;
  }

  Optional<Path> find(List<String> segments) {
    for (Path path : byFirstSegment.getOrDefault(segments.getFirst(), List.of())) {
      if (path.matches(segments)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
