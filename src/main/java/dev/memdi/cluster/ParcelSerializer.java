package dev.memdi.cluster;

import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.Serializers;

/**
 * {@link Bulk.Parcel}s as bytes: a head, and behind it the message as its own serializer writes it,
 * straight into the same buffer. Registered in {@code reference.conf}.
 */
public final class ParcelSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Known to every node, and so never to be changed. */
  public static final int IDENTIFIER = 4101;

  private static final String MANIFEST = "p1";

  private final ExtendedActorSystem system;
  private final RefCodec refs;

  public ParcelSerializer(ExtendedActorSystem system) {
    this.system = system;
    this.refs = new RefCodec(system);
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object parcel) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object message) {
    Bulk.Parcel<?> parcel = parcel(message);
    Serializer serializer = serializerOf(parcel);
    FrameWriter head = head(parcel, serializer);
    byte[] payload = serializer.toBinary(parcel.message());
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(head.sizeInBytes() + payload.length));
    head.writeTo(out);
    return out.put(payload).array();
  }

  @Override
  public void toBinary(Object message, ByteBuffer out) {
    Bulk.Parcel<?> parcel = parcel(message);
    Serializer serializer = serializerOf(parcel);
    head(parcel, serializer).writeTo(out);
    if (serializer instanceof ByteBufferSerializer direct) {
      direct.toBinary(parcel.message(), out);
    } else {
      out.put(serializer.toBinary(parcel.message()));
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    // the order that Pekko's own serializers count on in any buffer
    return fromBinary(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException(
          "this node knows no parcel with the manifest '%s'".formatted(manifest));
    }
    try {
      return read(bytes);
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException(
          "a parcel with the manifest '%s': %s".formatted(manifest, e.getMessage()));
    }
  }

  private Bulk.Parcel<?> read(ByteBuffer bytes) throws NotSerializableException {
    FrameReader in = new FrameReader(bytes);
    ActorRef<Object> to = refs.read(in.head());
    int serializer = in.head().takeInt();
    String manifest = in.head().takeText();
    in.head().expectEnd();
    if (serializer == IDENTIFIER) {
      throw new MalformedBytesException("a parcel within a parcel");
    }
    Object message = serialization().deserializeByteBuffer(bytes, serializer, manifest);
    return new Bulk.Parcel<>(to, message);
  }

  private FrameWriter head(Bulk.Parcel<?> parcel, Serializer serializer) {
    FrameWriter out = new FrameWriter();
    refs.write(parcel.to(), out.head());
    out.head().putInt(serializer.identifier());
    out.head().putText(Serializers.manifestFor(serializer, parcel.message()));
    return out;
  }

  private Serializer serializerOf(Bulk.Parcel<?> parcel) {
    if (parcel.message() instanceof Bulk.Parcel<?>) {
      throw new IllegalArgumentException("a parcel within a parcel");
    }
    return serialization().findSerializerFor(parcel.message());
  }

  private Serialization serialization() {
    return SerializationExtension.get(system);
  }

  private static Bulk.Parcel<?> parcel(Object message) {
    if (message instanceof Bulk.Parcel<?> parcel) {
      return parcel;
    }
    throw new IllegalArgumentException("not a parcel: " + message.getClass());
  }
}
