package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteWriter;
import dev.memdi.durable.disk.DiskSetup;
import dev.memdi.durable.disk.Stamps;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.CollectionConverters;

/** Events as the body of a record, and back. For one thread at a time. */
final class EventsCodec {
  private static final int LARGEST_SCRATCH = 1 << 30;
  private static final int KEPT_SCRATCH = 1 << 20;

  private final ExtendedActorSystem system;
  private final Serialization serialization;
  private final Stamps stamps;
  private ByteBuffer scratch = ByteBuffer.allocate(1 << 12);

  EventsCodec(ExtendedActorSystem system) {
    this.system = system;
    this.serialization = SerializationExtension.get(system);
    this.stamps = DiskSetup.stamps(system);
  }

  /**
   * The record of an atomic write.
   *
   * @throws RuntimeException if one of its events has no serializer, or the serializer fails
   */
  EncodedEvents encode(AtomicWrite write) {
    List<PersistentRepr> events = CollectionConverters.asJava(write.payload());
    String id = write.persistenceId();
    if (3L * id.length() + Frames.OVERHEAD > Frames.LONGEST_META) {
      throw new IllegalArgumentException(
          "a persistence id of %d characters is too long".formatted(id.length()));
    }
    var out = new ByteWriter(256);
    out.putVarint(events.size());
    String writer = "";
    for (PersistentRepr event : events) {
      out.putVarint(event.sequenceNr());
      // All events of one write come from one writer, as a rule.
      out.putText(event.writerUuid().equals(writer) ? "" : stamps.writer(event.writerUuid()));
      writer = event.writerUuid();
      out.putText(event.manifest());
      out.putSigned(stamps.millis(event.timestamp()));
      putObject(out, event.payload());
      out.putBoolean(event.metadata().isDefined());
      if (event.metadata().isDefined()) {
        putObject(out, event.metadata().get());
      }
    }
    int crc = Frames.crc(out.array(), 0, out.size());
    return new EncodedEvents(id, write.lowestSequenceNr(), write.highestSequenceNr(), out, crc);
  }

  private void putObject(ByteWriter out, Object object) {
    Serializer serializer = serialization.findSerializerFor(object);
    out.putSigned(serializer.identifier());
    out.putText(Serializers.manifestFor(serializer, object));
    if (serializer instanceof ByteBufferSerializer direct) {
      Serialization$.MODULE$.withTransportInformation(system, () -> fillScratch(direct, object));
      out.putVarint(scratch.position());
      out.putRaw(scratch.array(), 0, scratch.position());
      if (scratch.capacity() > KEPT_SCRATCH) {
        scratch = ByteBuffer.allocate(KEPT_SCRATCH);
      }
    } else {
      byte[] bytes = serialization.serialize(object).get();
      out.putVarint(bytes.length);
      out.putRaw(bytes, 0, bytes.length);
    }
  }

  private ByteBuffer fillScratch(ByteBufferSerializer serializer, Object object) {
    while (true) {
      try {
        scratch.clear();
        serializer.toBinary(object, scratch);
        return scratch;
      } catch (BufferOverflowException e) {
        if (scratch.capacity() >= LARGEST_SCRATCH) {
          throw e;
        }
        scratch = ByteBuffer.allocate(2 * scratch.capacity());
      }
    }
  }

  /** The events of a record. */
  List<PersistentRepr> decode(String id, byte[] body) {
    return StoredEvent.readAll(body).stream().map(event -> revive(id, event)).toList();
  }

  private PersistentRepr revive(String id, StoredEvent stored) {
    PersistentRepr event =
        PersistentRepr.apply(
                revive(stored.payload()),
                stored.number(),
                id,
                stored.manifest(),
                false,
                ActorRef.noSender(),
                stored.writer())
            .withTimestamp(stored.timestamp());
    return stored.metadata().map(data -> event.withMetadata(revive(data))).orElse(event);
  }

  private Object revive(StoredObject object) {
    try {
      return serialization.deserializeByteBuffer(
          object.bytes(), object.serializer(), object.manifest());
    } catch (java.io.NotSerializableException e) {
      throw new IllegalArgumentException("an event can't be read: " + e.getMessage(), e);
    }
  }
}
