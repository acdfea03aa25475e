package dev.memdi.sim.world;

import java.io.NotSerializableException;
import java.lang.foreign.Arena;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serialization$;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into bytes and back through the production serializers, in the way of Artery:
 * through a direct, little-endian buffer as long as the largest frame, in which the message does
 * not begin at 0, and which is used again for the next message (and gone when the world is).
 */
final class Wire implements AutoCloseable {
  /** About as much as the header of an Artery frame. */
  private static final int HEADER = 96;

  private final Arena memory = Arena.ofConfined();
  private @Nullable ByteBuffer frame;

  Payload seal(Object message, Serialization serialization, int frameSize) {
    Serializer serializer = serialization.findSerializerFor(message);
    ByteBuffer buffer = frameOf(frameSize);
    buffer.position(HEADER);
    try {
      String manifest = Serializers.manifestFor(serializer, message);
      if (serializer instanceof ByteBufferSerializer direct) {
        withInformation(serialization.system(), () -> direct.toBinary(message, buffer));
      } else {
        withInformation(serialization.system(), () -> buffer.put(serializer.toBinary(message)));
      }
      byte[] bytes = new byte[buffer.position() - HEADER];
      buffer.get(HEADER, bytes);
      return new Payload(bytes, serializer.identifier(), manifest);
    } catch (BufferOverflowException _) {
      throw new IllegalStateException("it is longer than a frame of " + frameSize + " bytes");
    }
  }

  Object open(Payload payload, Serialization serialization) throws NotSerializableException {
    byte[] bytes = payload.bytes();
    ByteBuffer buffer = frameOf(HEADER + bytes.length);
    buffer.put(HEADER, bytes);
    buffer.position(HEADER);
    return serialization.deserializeByteBuffer(buffer, payload.serializer(), payload.manifest());
  }

  /** The address under which local refs in a message are known elsewhere. */
  private static void withInformation(ExtendedActorSystem system, Runnable serialize) {
    Serialization$.MODULE$.withTransportInformation(
        system,
        () -> {
          serialize.run();
          return null;
        });
  }

  private ByteBuffer frameOf(int size) {
    ByteBuffer current = frame;
    if (current == null || current.capacity() < size) {
      current = memory.allocate(size).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      frame = current;
    }
    return current.limit(size);
  }

  @Override
  public void close() {
    memory.close();
  }
}
