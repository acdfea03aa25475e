package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request line asks for: the path's segments, still percent-encoded (an encoded slash does
 * not divide), and the query's parameters, decoded.
 */
record Target(List<String> segments, Map<String, Bytes> query) {

  /** Reads the target as it stood in the request line: {@code /path?query} or a whole URI. */
  static Target parse(String raw) {
    String rest = raw;
    int scheme = rest.indexOf("://");
    if (!rest.startsWith("/") && scheme >= 0) {
      int slash = rest.indexOf('/', scheme + 3);
      rest = slash < 0 ? "/" : rest.substring(slash);
    }
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    String relative = path.startsWith("/") ? path.substring(1) : path;
    return new Target(List.of(relative.split("/", -1)), parameters(query));
  }

  /** Also of a form's body, which is written the same way. */
  static Map<String, Bytes> parameters(String text) {
    Map<String, Bytes> parameters = new LinkedHashMap<>();
    for (String pair : pairs(text)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      String decoded =
          PercentCoding.decodeForm(name)
              .flatMap(Utf8::text)
              .orElseThrow(() -> Rejection.invalid("a parameter's name is badly escaped: " + name));
      Bytes bytes =
          PercentCoding.decodeForm(value)
              .orElseThrow(
                  () -> Rejection.invalid("parameter '%s' is badly escaped".formatted(decoded)));
      if (parameters.put(decoded, bytes) != null) {
        throw Rejection.invalid("parameter '%s' is given twice".formatted(decoded));
      }
    }
    return parameters;
  }

  private static List<String> pairs(String text) {
    List<String> pairs = new ArrayList<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }
}
