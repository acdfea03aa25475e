package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Bytes being read, of whatever origin: every length is checked against what is there before
 * anything is allocated for it, and whatever is wrong is a {@link MalformedBytesException}.
 */
public final class ByteReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] array;
  private final int end;
  private int at;

  public ByteReader(Bytes bytes) {
    this(bytes.array(), 0, bytes.length());
  }

  /** Shares {@code array}, which must not change while it is read. */
  @SuppressWarnings("EI_EXPOSE_REP2")
  public ByteReader(byte[] array, int offset, int length) {
    if (offset < 0 || length < 0 || offset > array.length - length) {
      throw new IndexOutOfBoundsException(
          "%d bytes from %d of %d".formatted(length, offset, array.length));
    }
    this.array = array;
    this.at = offset;
    this.end = offset + length;
  }

  public int remaining() {
    return end - at;
  }

  /** Fails unless everything was read. */
  public void expectEnd() {
    if (at != end) {
      throw new MalformedBytesException(remaining() + " bytes too many at offset " + at);
    }
  }

  /** The next byte, 0 to 255. */
  public int takeByte() {
    require(1);
    return array[at++] & 0xFF;
  }

  public boolean takeBoolean() {
    int value = takeByte();
    if (value > 1) {
      throw new MalformedBytesException("neither false nor true: " + value);
    }
    return value == 1;
  }

  public long takeLong() {
    require(Long.BYTES);
    long value = (long) LONG.get(array, at);
    at += Long.BYTES;
    return value;
  }

  public int takeInt() {
    require(Integer.BYTES);
    int value = (int) INT.get(array, at);
    at += Integer.BYTES;
    return value;
  }

  public long takeVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = takeByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedBytesException("a number of more than 64 bits before offset " + at);
  }

  public long takeSigned() {
    long value = takeVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint that must lie in 0 to {@code max}; {@code what} names it in the error. */
  public long takeUpTo(long max, String what) {
    long value = takeVarint();
    if (value < 0 || value > max) {
      throw new MalformedBytesException(
          "%s is %s, which is over %d".formatted(what, Long.toUnsignedString(value), max));
    }
    return value;
  }

  /** How many things follow, each of which takes at least one byte. */
  public int takeCount(String what) {
    long count = takeVarint();
    if (count < 0 || count > remaining()) {
      throw new MalformedBytesException(
          "%s %s in %d bytes".formatted(Long.toUnsignedString(count), what, remaining()));
    }
    return (int) count;
  }

  /** A copy, so that a small value does not keep a large burst alive. */
  public Bytes takeBytes() {
    int length = takeCount("bytes");
    if (length == 0) {
      return Bytes.EMPTY;
    }
    Bytes bytes = Bytes.wrap(Arrays.copyOfRange(array, at, at + length));
    at += length;
    return bytes;
  }

  /** Steps over bytes that are read in another way. */
  public void skip(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a step of " + bytes + " bytes");
    }
    require(bytes);
    at += bytes;
  }

  public String takeText() {
    int length = takeCount("bytes of text");
    String text = new String(array, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  public Duration takeDuration() {
    long seconds = takeSigned();
    return Duration.ofSeconds(seconds, takeUpTo(999_999_999, "a duration's nanoseconds"));
  }

  private void require(int bytes) {
    if (bytes > end - at) {
      throw new MalformedBytesException(
          "cut short: %d bytes wanted at offset %d, %d left".formatted(bytes, at, end - at));
    }
  }
}
