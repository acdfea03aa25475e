package dev.memdi.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes, ordered as unsigned bytes. {@link #wrap} and {@link #array} share
 * the array for speed: whoever calls them promises not to write to it.
 */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;
  private int hash; // 0 until first asked for; a benign race, as in java.lang.String

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Shares {@code array}, which must not change afterwards. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** Copies what remains in {@code buffer} and moves its position to its limit. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return wrap(copy);
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return array.length;
  }

  public boolean isEmpty() {
    return array.length == 0;
  }

  public byte at(int index) {
    return array[index];
  }

  /** The array itself, not a copy: not to be written to. */
  public byte[] array() {
    return array;
  }

  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
  }

  public Bytes concat(Bytes suffix) {
    byte[] joined = Arrays.copyOf(array, array.length + suffix.array.length);
    System.arraycopy(suffix.array, 0, joined, array.length, suffix.array.length);
    return wrap(joined);
  }

  /** As UTF-8 text; bytes that are not UTF-8 become replacement characters. */
  public String utf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(array);
      hash = h;
    }
    return h;
  }

  /** Printable ASCII as it is, anything else in hexadecimal; long ones cut. */
  @Override
  public String toString() {
    int shown = Math.min(array.length, 64);
    String tail = array.length > shown ? "… (" + array.length + " bytes)" : "";
    for (int i = 0; i < shown; i++) {
      if (array[i] < 0x20 || array[i] == 0x7f) {
        return "0x" + HexFormat.of().formatHex(array, 0, shown) + tail;
      }
    }
    return new String(array, 0, shown, StandardCharsets.US_ASCII) + tail;
  }
}
