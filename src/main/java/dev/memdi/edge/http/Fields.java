package dev.memdi.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one JSON object of a body, read strictly: whatever is missing, of the wrong type or
 * unknown ends the exchange with a problem that says where.
 */
final class Fields {
  private final JsonNode object;
  private final String where;
  private final Set<String> asked = new HashSet<>();

  private Fields(JsonNode object, String where) {
    this.object = object;
    this.where = where;
  }

  static Fields of(JsonNode node, String where) {
    if (!node.isObject()) {
      throw Rejection.invalid(where + " is not a JSON object");
    }
    return new Fields(node, where);
  }

  /** Where these fields stand, as in {@code operations[3]}. */
  String where() {
    return where;
  }

  boolean has(String name) {
    asked.add(name);
    return object.has(name);
  }

  boolean isNull(String name) {
    return has(name) && object.get(name).isNull();
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode node = object.get(name);
    if (!node.isTextual()) {
      throw wrong(name, "is not a string");
    }
    return Optional.of(node.textValue());
  }

  /** A field of text, or of base64 under its name for that. */
  Bytes bytes(String name) {
    return optionalBytes(name).orElseThrow(() -> missing(name));
  }

  Optional<Bytes> optionalBytes(String name) {
    Optional<String> text = optionalText(name);
    Optional<String> base64 = optionalText(name + Json.BASE64);
    if (text.isPresent() && base64.isPresent()) {
      throw wrong(name, "is given twice, as text and as base64");
    }
    if (text.isPresent()) {
      return Optional.of(
          Utf8.bytes(text.get()).orElseThrow(() -> wrong(name, "holds half of a surrogate pair")));
    }
    return base64.map(given -> decoded(name + Json.BASE64, given));
  }

  private Bytes decoded(String name, String base64) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw wrong(name, "is not base64");
    }
  }

  long integer(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    JsonNode node = object.get(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(name, "is not a signed 64-bit integer");
    }
    return node.longValue();
  }

  boolean flag(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    JsonNode node = object.get(name);
    if (!node.isBoolean()) {
      throw wrong(name, "is not true or false");
    }
    return node.booleanValue();
  }

  /** A list of at least one element and at most {@code most}. */
  List<JsonNode> list(String name, int most) {
    List<JsonNode> list = optionalList(name, most);
    if (list.isEmpty()) {
      throw has(name) ? wrong(name, "is empty") : missing(name);
    }
    return list;
  }

  List<JsonNode> optionalList(String name, int most) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = object.get(name);
    if (!node.isArray()) {
      throw wrong(name, "is not an array");
    }
    if (node.size() > most) {
      throw new Rejection(
          Problem.of(
              ProblemType.TOO_LARGE,
              "%s has %d elements, over the limit of %d".formatted(name, node.size(), most)));
    }
    List<JsonNode> list = new ArrayList<>(node.size());
    node.forEach(list::add);
    return list;
  }

  /** Ends the exchange if there is a field that nobody asked for. */
  void end() {
    for (var names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!asked.contains(name)) {
        throw Rejection.invalid("%s: unknown field '%s'".formatted(where, name));
      }
    }
  }

  Rejection wrong(String name, String what) {
    return Rejection.invalid("%s: '%s' %s".formatted(where, name, what));
  }

  private Rejection missing(String name) {
    return Rejection.invalid("%s: field '%s' is missing".formatted(where, name));
  }
}
