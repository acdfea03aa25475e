package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import java.nio.ByteBuffer;

/**
 * What a {@link FrameWriter} wrote, being read, of whatever origin: nothing is allocated before it
 * is known that there are bytes to fill it, and whatever is wrong is a {@link
 * MalformedBytesException}.
 */
public final class FrameReader {
  private final ByteReader head;
  private final ByteBuffer bulk;

  /** Reads what remains in {@code frame} and moves its position along. */
  @SuppressWarnings("EI_EXPOSE_REP2")
  public FrameReader(ByteBuffer frame) {
    int length = takeHeadLength(frame);
    if (frame.hasArray()) {
      head = new ByteReader(frame.array(), frame.arrayOffset() + frame.position(), length);
      frame.position(frame.position() + length);
    } else {
      byte[] copy = new byte[length];
      frame.get(copy);
      head = new ByteReader(copy, 0, length);
    }
    bulk = frame;
  }

  public FrameReader(byte[] frame) {
    this(ByteBuffer.wrap(frame));
  }

  public ByteReader head() {
    return head;
  }

  /** The next byte string of the bulk, whose length is next in the head. */
  public Bytes takeBulk() {
    int length = (int) head.takeUpTo(bulk.remaining(), "the length of a byte string");
    byte[] copy = new byte[length];
    bulk.get(copy);
    return Bytes.wrap(copy);
  }

  /** Fails unless everything was read. */
  public void expectEnd() {
    head.expectEnd();
    if (bulk.hasRemaining()) {
      throw new MalformedBytesException(bulk.remaining() + " bytes too many after the frame");
    }
  }

  private static int takeHeadLength(ByteBuffer frame) {
    long length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (!frame.hasRemaining()) {
        throw new MalformedBytesException("cut short within the length of the head");
      }
      int next = frame.get();
      length |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        if (length > frame.remaining()) {
          throw new MalformedBytesException(
              "cut short: a head of %d bytes in %d".formatted(length, frame.remaining()));
        }
        return (int) length;
      }
    }
    throw new MalformedBytesException("the length of the head has more than 32 bits");
  }
}
