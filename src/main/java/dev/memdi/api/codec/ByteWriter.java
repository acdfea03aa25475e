package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Bytes being written, in an array that grows. */
public final class ByteWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int LONGEST_VARINT = 10;

  private byte[] buffer;
  private int size;

  public ByteWriter() {
    this(64);
  }

  public ByteWriter(int capacity) {
    this.buffer = new byte[capacity];
  }

  public int size() {
    return size;
  }

  /** Forgets what was written from {@code newSize} on; keeps the array for what comes next. */
  public void truncate(int newSize) {
    if (newSize < 0 || newSize > size) {
      throw new IllegalArgumentException(newSize + " is not within the " + size + " bytes written");
    }
    size = newSize;
  }

  /** The array written to so far, of which the first {@link #size} bytes count; not a copy. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public byte[] array() {
    return buffer;
  }

  /** A copy of what was written. */
  public Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(buffer, size));
  }

  public void putByte(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
  }

  public void putBoolean(boolean value) {
    putByte(value ? 1 : 0);
  }

  /** Eight bytes, most significant first. */
  public void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(buffer, size, value);
    size += Long.BYTES;
  }

  /** Four bytes, most significant first. */
  public void putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(buffer, size, value);
    size += Integer.BYTES;
  }

  /** Overwrites eight bytes that were written before. */
  public void setLong(int offset, long value) {
    if (offset < 0 || offset > size - Long.BYTES) {
      throw new IndexOutOfBoundsException("offset " + offset + " of " + size);
    }
    LONG.set(buffer, offset, value);
  }

  /** A number seen as unsigned: small ones take one byte, negative ones ten. */
  public void putVarint(long value) {
    reserve(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /** A number of either sign: those near 0 take one byte. */
  public void putSigned(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  public void putBytes(Bytes bytes) {
    putVarint(bytes.length());
    putRaw(bytes.array(), 0, bytes.length());
  }

  /** Bytes without their length. */
  public void putRaw(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, buffer, size, length);
    size += length;
  }

  public void putText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    putVarint(encoded.length);
    putRaw(encoded, 0, encoded.length);
  }

  /** To the nanosecond. */
  public void putDuration(Duration duration) {
    putSigned(duration.getSeconds());
    putVarint(duration.getNano());
  }

  private void reserve(int more) {
    if (more > buffer.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > LARGEST_ARRAY) {
      throw new IllegalStateException("more bytes than an array can hold: " + needed);
    }
    long doubled = Math.max(needed, 2L * buffer.length);
    buffer = Arrays.copyOf(buffer, (int) Math.min(doubled, LARGEST_ARRAY));
  }
}
