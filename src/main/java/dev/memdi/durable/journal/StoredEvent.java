package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event as it stands in a record.
 *
 * @param writer names the life of the actor that wrote it
 * @param timestamp of when, in milliseconds
 */
public record StoredEvent(
    long number,
    String writer,
    String manifest,
    long timestamp,
    StoredObject payload,
    Optional<StoredObject> metadata) {

  /** The events of a record; their bytes are views of {@code body}. */
  static List<StoredEvent> readAll(byte[] body) {
    var in = new ByteReader(body, 0, body.length);
    int count = in.takeCount("events");
    List<StoredEvent> events = new ArrayList<>(count);
    String writer = "";
    for (int i = 0; i < count; i++) {
      long number = in.takeVarint();
      String its = in.takeText();
      writer = its.isEmpty() ? writer : its;
      String manifest = in.takeText();
      long timestamp = in.takeSigned();
      StoredObject payload = takeObject(in, body);
      Optional<StoredObject> metadata =
          in.takeBoolean() ? Optional.of(takeObject(in, body)) : Optional.empty();
      events.add(new StoredEvent(number, writer, manifest, timestamp, payload, metadata));
    }
    in.expectEnd();
    return events;
  }

  private static StoredObject takeObject(ByteReader in, byte[] body) {
    int serializer = (int) in.takeSigned();
    String manifest = in.takeText();
    int length = in.takeCount("bytes of an event");
    ByteBuffer bytes = ByteBuffer.wrap(body, body.length - in.remaining(), length).slice();
    in.skip(length);
    return new StoredObject(serializer, manifest, bytes);
  }
}
