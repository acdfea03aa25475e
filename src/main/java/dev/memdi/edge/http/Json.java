package dev.memdi.edge.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memdi.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * JSON in and out. Bytes that are UTF-8 are a field of that text; others are a field of the same
 * name with {@code Base64} behind it.
 */
final class Json {
  static final String BASE64 = "Base64";

  /** A body is limited before it is read, so that the length of a text in it need not be. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** Writes a piece of JSON. */
  interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes everything
    }
    return bytes.toByteArray();
  }

  /** As a body: with an end of line, so that a terminal's prompt comes on a line of its own. */
  static byte[] document(Writing writing) {
    byte[] json = write(writing);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  static void writeBytes(JsonGenerator json, String name, Bytes bytes) throws IOException {
    Optional<String> text = Utf8.text(bytes);
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    } else {
      json.writeStringField(name + BASE64, Base64.getEncoder().encodeToString(bytes.array()));
    }
  }

  /** Reads a body that must be an object. */
  static Fields read(Bytes body) {
    JsonNode node;
    try {
      node = MAPPER.readTree(body.array());
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw Rejection.invalid("the body is not JSON: " + e.getOriginalMessage() + place);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array gives everything
    }
    return Fields.of(node, "the body");
  }
}
