package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Between bytes and text where nothing may be lost on the way. */
final class Utf8 {
  private Utf8() {}

  /** The text that {@code bytes} are; empty if they are not UTF-8. */
  static Optional<String> text(Bytes bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.array())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The bytes of {@code text}; empty if it holds half of a surrogate pair, which has none. */
  static Optional<Bytes> bytes(String text) {
    Bytes bytes = Bytes.utf8(text);
    return bytes.utf8().equals(text) ? Optional.of(bytes) : Optional.empty();
  }
}
