package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the document says is served, and what is served it says. */
class OpenApiTest extends HttpEdgeFixture {
  private static final List<String> METHODS =
      List.of("get", "head", "put", "post", "delete", "patch");

  private final JsonNode document = read();

  /** A method of a path of the document. */
  private record Documented(String method, String path, JsonNode operation, JsonNode shared) {
    String name() {
      return method.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(Path.of("docs", "openapi.yaml").toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Documented> documented() {
    List<Documented> all = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  if (METHODS.contains(method.getKey())) {
                    all.add(
                        new Documented(
                            method.getKey(),
                            path.getKey(),
                            method.getValue(),
                            path.getValue().path("parameters")));
                  }
                }));
    return all;
  }

  private Map<String, Route> served() {
    Map<String, Route> served = new TreeMap<>();
    HttpEdge.served(
            administration,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Duration.ofSeconds(1))
        .routes()
        .forEach(route -> served.put(route.method().value() + " " + route.template(), route));
    return served;
  }

  private JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    JsonNode target = document.at(node.path("$ref").asText().substring(1));
    assertThat(target.isMissingNode()).as(node.path("$ref").asText()).isFalse();
    return target;
  }

  @Test
  void theDocumentAndTheRoutesAreTheSame() {
    assertThat(documented().stream().map(Documented::name))
        .containsExactlyInAnyOrderElementsOf(served().keySet());
  }

  @Test
  void theParametersAreTheSame() {
    Map<String, Route> served = served();
    for (Documented documented : documented()) {
      TreeSet<String> inQuery = new TreeSet<>();
      TreeSet<String> inPath = new TreeSet<>();
      Stream.of(documented.operation.path("parameters"), documented.shared)
          .forEach(list ->
              list.forEach(reference -> {
                JsonNode parameter = resolve(reference);
                String name = parameter.path("name").asText();
                switch (parameter.path("in").asText()) {
                  case "query" -> inQuery.add(name);
                  case "path" -> inPath.add("{" + name + "}");
                  default -> {}
                }
              }));
      Route route = served.get(documented.name());
      assertThat(inQuery).as(documented.name()).isEqualTo(new TreeSet<>(route.parameters()));
      assertThat(inPath)
          .as(documented.name())
          .containsExactlyElementsOf(
              route.segments().stream().filter(s -> s.startsWith("{")).toList());
    }
  }

  @Test
  void whatIsDocumentedIsAnsweredWithADocumentedStatus() throws Exception {
    for (Documented documented : documented()) {
      String target =
          documented.path.replace("{key}", "k").replace("{n}", "0").replace("{name}", "n9");
      HttpResponse<InputStream> response =
          client.send(
              request(documented.method.toUpperCase(Locale.ROOT), target, new byte[0]).build(),
              BodyHandlers.ofInputStream());
      int status = response.statusCode();
      String type = response.headers().firstValue("Content-Type").orElse("");
      String body =
          type.startsWith("text/event-stream")
              ? ""
              : new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
      response.body().close();

      assertThat(status).as(documented.name()).isNotEqualTo(405);
      assertThat(body).as(documented.name()).doesNotContain("no-such-route");
      JsonNode answer = resolve(documented.operation.path("responses").path("" + status));
      assertThat(answer.isMissingNode()).as(documented.name() + " " + status).isFalse();
      if (!body.isEmpty()) {
        List<String> types = new ArrayList<>();
        answer.path("content").fieldNames().forEachRemaining(types::add);
        assertThat(types).as(documented.name()).contains(type.replaceAll(";.*", ""));
      }
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    document
        .findValues("$ref")
        .forEach(target -> {
          assertThat(target.asText()).startsWith("#/");
          assertThat(document.at(target.asText().substring(1)).isMissingNode())
              .as(target.asText())
              .isFalse();
        });
  }

  @Test
  void theTypesOfProblemsAreTheSame() {
    List<String> documented = new ArrayList<>();
    document
        .at("/components/schemas/Problem/properties/type/enum")
        .forEach(type -> documented.add(type.asText()));
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ProblemType.values()).map(ProblemType::uri).toList());
  }
}
