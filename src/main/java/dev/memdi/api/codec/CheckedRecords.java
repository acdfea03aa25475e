package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/**
 * Records one after the other in a stream of bytes, each checked. The checksum covers the record's
 * number in the stream too, so that one that is missing, doubled or out of its place is noticed as
 * one that is damaged is.
 *
 * <pre>
 *   record = kind 1 | length 4 | payload | CRC32C 4, of: number 8 | kind | length | payload
 * </pre>
 */
public final class CheckedRecords {
  private static final int HEAD = Byte.BYTES + Integer.BYTES;

  private CheckedRecords() {}

  /**
   * One record: what kind it is of, which means something to whoever wrote it, and what it says.
   */
  public record One(int kind, Bytes payload) {}

  /** The record with that number, counted from 0, as bytes. */
  public static Bytes encode(long number, int kind, Bytes payload) {
    ByteWriter out = new ByteWriter(HEAD + payload.length() + Integer.BYTES);
    out.putByte(kind);
    out.putInt(payload.length());
    out.putRaw(payload.array(), 0, payload.length());
    out.putInt(checksum(number, out.array(), payload.array(), payload.length()));
    return out.toBytes();
  }

  private static int checksum(long number, byte[] head, byte[] payload, int length) {
    CRC32C crc = new CRC32C();
    ByteWriter first = new ByteWriter(Long.BYTES);
    first.putLong(number);
    crc.update(first.array(), 0, Long.BYTES);
    crc.update(head, 0, HEAD);
    crc.update(payload, 0, length);
    return (int) crc.getValue();
  }

  /** Reads what {@link #encode} wrote. For one thread. */
  public static final class Reader {
    private final InputStream in;
    private long number;

    /** From the record with number 0 on. */
    public Reader(InputStream in) {
      this.in = in;
    }

    /**
     * The next record.
     *
     * @throws EOFException if the stream ends before the end of a record
     * @throws MalformedBytesException if the record is damaged, or not the one that is due here
     */
    public One next() throws IOException {
      byte[] head = take(HEAD);
      ByteReader fields = new ByteReader(head, 0, HEAD);
      int kind = fields.takeByte();
      int length = fields.takeInt();
      if (length < 0) {
        throw new MalformedBytesException("record %d is damaged: no length".formatted(number));
      }
      byte[] payload = take(length); // grows with what comes, whatever the length says
      int stored = new ByteReader(take(Integer.BYTES), 0, Integer.BYTES).takeInt();
      if (checksum(number, head, payload, length) != stored) {
        throw new MalformedBytesException(
            "record %d is damaged or out of its place: its checksum does not match"
                .formatted(number));
      }
      number++;
      return new One(kind, Bytes.wrap(payload));
    }

    /** Whether nothing follows. */
    public boolean isAtEnd() throws IOException {
      return in.read() < 0;
    }

    private byte[] take(int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("cut short in record " + number);
      }
      return bytes;
    }
  }
}
