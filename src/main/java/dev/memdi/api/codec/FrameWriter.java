package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message being written in two parts: the <i>head</i>, in which everything is encoded that is not
 * yet bytes, and the <i>bulk</i>, byte strings that are bytes already, such as bursts. The bulk is
 * not touched before the frame is complete, and then copied once, to where the frame goes.
 *
 * <pre>
 *   length of the head (varint) | head | byte string | byte string …
 * </pre>
 */
public final class FrameWriter {
  private final ByteWriter head = new ByteWriter(256);
  private final List<Bytes> bulk = new ArrayList<>();
  private long bulkBytes;

  public ByteWriter head() {
    return head;
  }

  /** Adds {@code bytes} to the bulk; their length goes into the head. */
  public void putBulk(Bytes bytes) {
    head.putVarint(bytes.length());
    bulk.add(bytes);
    bulkBytes += bytes.length();
  }

  /** How long the frame would be as it stands. */
  public long sizeInBytes() {
    return varintBytes(head.size()) + head.size() + bulkBytes;
  }

  /**
   * Moves the position of {@code out} to the frame's end; throws {@link
   * java.nio.BufferOverflowException} if it has no room for it.
   */
  public void writeTo(ByteBuffer out) {
    putVarint(head.size(), out);
    out.put(head.array(), 0, head.size());
    for (Bytes bytes : bulk) {
      out.put(bytes.array());
    }
  }

  public byte[] toArray() {
    long size = sizeInBytes();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("more bytes than an array can hold: " + size);
    }
    byte[] array = new byte[(int) size];
    writeTo(ByteBuffer.wrap(array));
    return array;
  }

  // Byte by byte, because the buffer's own byte order is its owner's business.
  private static void putVarint(int value, ByteBuffer out) {
    int rest = value;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static int varintBytes(int value) {
    int bytes = 1;
    for (int rest = value; rest >= 0x80; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }
}
