package dev.memdi.routing;

import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** {@link Broadcaster.Remote}s as bytes. Registered in {@code reference.conf}. */
public final class BroadcasterSerializer extends SerializerWithStringManifest {
  /** Known to every node, and so never to be changed. */
  public static final int IDENTIFIER = 4110;

  private static final String PUBLISHED = "p1";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (remote(message)) {
      case Broadcaster.Published _ -> PUBLISHED;
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch (remote(message)) {
      case Broadcaster.Published published -> {
        ByteWriter out = new ByteWriter(published.sizeEstimate());
        out.putBytes(published.channel());
        out.putBytes(published.message());
        yield out.toBytes().array();
      }
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(PUBLISHED)) {
      throw new NotSerializableException(
          "this node knows no broadcaster's message with the manifest '%s'".formatted(manifest));
    }
    ByteReader in = new ByteReader(bytes, 0, bytes.length);
    try {
      Broadcaster.Published published = new Broadcaster.Published(in.takeBytes(), in.takeBytes());
      in.expectEnd();
      return published;
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException("a broadcaster's message: " + e.getMessage());
    }
  }

  private static Broadcaster.Remote remote(Object message) {
    if (message instanceof Broadcaster.Remote remote) {
      return remote;
    }
    throw new IllegalArgumentException("no broadcaster's message: " + message.getClass());
  }
}
