package dev.memdi.raft.wire;

import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.LogEvent;
import dev.memdi.raft.core.DurableState;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Pekko Persistence's way to {@link LogCodec}, for the events of a replica's log and the heads of
 * its snapshots. Registered in {@code reference.conf}. What it wrote once stays readable: another
 * form gets another manifest.
 */
public final class LogSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Stands in every journal, and so never to be changed. */
  public static final int IDENTIFIER = 4103;

  private static final String EVENT = "e1";
  private static final String STATE = "s1";

  /** The same of a replica that has acknowledged entries which may be missing. */
  private static final String EXPOSED_STATE = "s2";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object kept) {
    return switch (kept) {
      case LogEvent _ -> EVENT;
      case DurableState state -> state.exposed() ? EXPOSED_STATE : STATE;
      default -> throw new IllegalArgumentException("no log holds a " + kept.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object kept) {
    return frame(kept).toArray();
  }

  @Override
  public void toBinary(Object kept, ByteBuffer out) {
    frame(kept).writeTo(out);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer bytes, String manifest) throws NotSerializableException {
    FrameReader in = new FrameReader(bytes);
    try {
      Object kept =
          switch (manifest) {
            case EVENT -> LogEvent.of(LogCodec.read(in));
            case STATE -> LogCodec.readState(in, false);
            case EXPOSED_STATE -> LogCodec.readState(in, true);
            default ->
                throw new NotSerializableException(
                    "this version knows nothing in a log with the manifest '%s'"
                        .formatted(manifest));
          };
      in.expectEnd();
      return kept;
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException(
          "a part of a log with the manifest '%s': %s".formatted(manifest, e.getMessage()));
    }
  }

  private static FrameWriter frame(Object kept) {
    FrameWriter out = new FrameWriter();
    switch (kept) {
      case LogEvent event -> LogCodec.write(event.change(), out);
      case DurableState state -> LogCodec.writeState(state, out);
      default -> throw new IllegalArgumentException("no log holds a " + kept.getClass());
    }
    return out;
  }
}
