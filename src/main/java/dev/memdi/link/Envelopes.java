package dev.memdi.link;

import dev.memdi.api.codec.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.InternalActorRef;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages with their receivers as bytes, in one direction of one link. A receiver's path travels
 * once, and is a number from then on.
 *
 * <pre>
 *   receiver (int) | length of its path (short), path: if the number is a new one
 *   serializer (int) | length of the manifest (byte), manifest | the message as its serializer writes it
 * </pre>
 *
 * Belongs to one thread.
 */
final class Envelopes {
  /** Beyond so many receivers of a link, none is taken any more. */
  private static final int MOST_RECEIVERS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  private static final int HEAD = 4 + 2 + 1024 + 4 + 1 + 255;

  private final ActorRefResolver resolver;
  private final Serialization serialization;
  private final Map<ActorRef<?>, Integer> numbers = new HashMap<>();
  private final List<Receiver> receivers = new ArrayList<>();

  private static final class Receiver {
    final String path;
    ActorRef<Object> ref;

    Receiver(String path, ActorRef<Object> ref) {
      this.path = path;
      this.ref = ref;
    }
  }

  Envelopes(ActorSystem<?> system) {
    this.resolver = ActorRefResolver.get(system);
    this.serialization = SerializationExtension.get(Adapter.toClassic(system));
  }

  /** Whether messages to that receiver can be written. */
  boolean knows(ActorRef<?> to) {
    return numbers.size() < MOST_RECEIVERS || numbers.containsKey(to);
  }

  /**
   * Appends the message, which takes about {@code sizeEstimate} bytes, at the end of {@code out}.
   */
  void write(ActorRef<?> to, Object message, int sizeEstimate, ByteBuf out) {
    Serializer serializer = serialization.findSerializerFor(message);
    String manifest = Serializers.manifestFor(serializer, message);
    int room = HEAD + sizeEstimate + sizeEstimate / 8;
    while (true) {
      out.ensureWritable(room);
      ByteBuffer buffer =
          out.nioBuffer(out.writerIndex(), out.writableBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int begin = buffer.position();
      try {
        putReceiver(to, buffer);
        buffer.putInt(serializer.identifier());
        buffer.put((byte) manifest.length());
        putLatin(manifest, buffer);
        if (serializer instanceof ByteBufferSerializer direct) {
          direct.toBinary(message, buffer);
        } else {
          buffer.put(serializer.toBinary(message));
        }
        out.writerIndex(out.writerIndex() + buffer.position() - begin);
        numbers.putIfAbsent(to, numbers.size());
        return;
      } catch (BufferOverflowException e) { // the estimate was low
        room = 2 * Math.max(room, out.writableBytes());
      }
    }
  }

  private void putReceiver(ActorRef<?> to, ByteBuffer out) {
    Integer number = numbers.get(to);
    if (number != null) {
      out.putInt(number);
      return;
    }
    byte[] path = resolver.toSerializationFormat(to).getBytes(StandardCharsets.UTF_8);
    out.putInt(numbers.size()).putShort((short) path.length).put(path);
  }

  private static void putLatin(String text, ByteBuffer out) {
    for (int i = 0; i < text.length(); i++) {
      out.put((byte) text.charAt(i));
    }
  }

  /**
   * Tells what remains in {@code in} to its receiver. A message that can't be read, as one of a
   * later version may be, is dropped: others are read all the same.
   *
   * @throws MalformedBytesException if it is no envelope
   */
  void deliver(ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    Receiver receiver;
    int serializer;
    String manifest;
    try {
      receiver = takeReceiver(in);
      serializer = in.getInt();
      manifest = takeText(Byte.toUnsignedInt(in.get()), in);
    } catch (BufferUnderflowException e) {
      throw new MalformedBytesException("an envelope is cut short");
    }
    Object message;
    try {
      message = serialization.deserializeByteBuffer(in, serializer, manifest);
    } catch (NotSerializableException | RuntimeException e) {
      LOG.warn("a message for {} can't be read and is dropped", receiver.path, e);
      return;
    }
    live(receiver).tell(message);
  }

  private Receiver takeReceiver(ByteBuffer in) {
    int number = in.getInt();
    if (number == receivers.size() && number < MOST_RECEIVERS) {
      String path = takeText(Short.toUnsignedInt(in.getShort()), in);
      receivers.add(new Receiver(path, resolver.resolveActorRef(path)));
    }
    if (number < 0 || number >= receivers.size()) {
      throw new MalformedBytesException("no receiver has the number " + number);
    }
    return receivers.get(number);
  }

  /** A reference is good as long as the actor lives that was there when it was made, if any was. */
  private ActorRef<Object> live(Receiver receiver) {
    if (((InternalActorRef) Adapter.toClassic(receiver.ref)).isTerminated()) {
      receiver.ref = resolver.resolveActorRef(receiver.path);
    }
    return receiver.ref;
  }

  private static String takeText(int length, ByteBuffer in) {
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
