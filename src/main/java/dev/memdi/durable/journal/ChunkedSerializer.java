package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.Serializers;
import scala.util.Try;

/**
 * A {@link Chunked} snapshot in one piece, for snapshot stores other than memdi's own. All of it
 * has to fit into memory, several times over. Registered in {@code reference.conf}. What it wrote
 * once stays readable: another form gets another manifest.
 *
 * <pre>
 *   length (varint) | head: serializer, its manifest, lengths | the head's bytes | chunk | chunk …
 *   CRC32C of all that (4 bytes)
 * </pre>
 */
public final class ChunkedSerializer extends SerializerWithStringManifest {
  /** Stands in every snapshot store, and so never to be changed. */
  public static final int IDENTIFIER = 4104;

  private static final String CHUNKED = "c1";

  private final ExtendedActorSystem system;

  private record Listed(List<Bytes> all) implements Chunked.Chunks {
    @Override
    public int count() {
      return all.size();
    }

    @Override
    public Bytes chunk(int number) {
      return all.get(number);
    }
  }

  public ChunkedSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object snapshot) {
    return CHUNKED;
  }

  @Override
  public byte[] toBinary(Object snapshot) {
    FrameWriter out = frame(chunked(snapshot));
    long size = out.sizeInBytes() + Integer.BYTES;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "a snapshot of %d bytes is too large for a store that keeps it in one piece"
              .formatted(size));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    out.writeTo(bytes);
    bytes.putInt(Frames.crc(bytes.array(), 0, bytes.position()));
    return bytes.array();
  }

  private FrameWriter frame(Chunked snapshot) {
    Serializer serializer = serialization().findSerializerFor(snapshot.head());
    FrameWriter out = new FrameWriter();
    out.head().putSigned(serializer.identifier());
    out.head().putText(Serializers.manifestFor(serializer, snapshot.head()));
    out.putBulk(Bytes.wrap(serialization().serialize(snapshot.head()).get()));
    out.head().putVarint(snapshot.chunks().count());
    for (int i = 0; i < snapshot.chunks().count(); i++) {
      out.putBulk(snapshot.chunks().chunk(i));
    }
    return out;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(CHUNKED)) {
      throw new NotSerializableException(
          "this version knows no snapshot with the manifest '%s'".formatted(manifest));
    }
    try {
      return read(bytes);
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException(
          "a snapshot of %d bytes: %s".formatted(bytes.length, e.getMessage()));
    }
  }

  private Chunked read(byte[] bytes) throws NotSerializableException {
    int end = bytes.length - Integer.BYTES;
    if (end < 0 || ByteBuffer.wrap(bytes).getInt(end) != Frames.crc(bytes, 0, end)) {
      throw new MalformedBytesException("the checksum is wrong");
    }
    FrameReader in = new FrameReader(ByteBuffer.wrap(bytes, 0, end));
    ByteReader about = in.head();
    int serializer = (int) about.takeSigned();
    String manifest = about.takeText();
    Bytes head = in.takeBulk();
    int count = about.takeCount("chunks");
    List<Bytes> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chunks.add(in.takeBulk());
    }
    in.expectEnd();
    return new Chunked(head(head, serializer, manifest), new Listed(chunks));
  }

  private Object head(Bytes bytes, int serializer, String manifest)
      throws NotSerializableException {
    Try<Object> head = serialization().deserialize(bytes.array(), serializer, manifest);
    if (head.isFailure()) {
      Throwable cause = head.failed().get();
      var failure =
          new NotSerializableException(
              "the head of a snapshot, by the serializer %d with the manifest '%s', can't be read: %s"
                  .formatted(serializer, manifest, cause.getMessage()));
      failure.initCause(cause);
      throw failure;
    }
    return head.get();
  }

  private static Chunked chunked(Object snapshot) {
    if (snapshot instanceof Chunked chunked) {
      return chunked;
    }
    throw new IllegalArgumentException("not a snapshot in chunks: " + snapshot.getClass());
  }

  /** Not before it is needed: it has this serializer made. */
  private Serialization serialization() {
    return SerializationExtension.get(system);
  }
}
