package dev.memdi.api.codec;

import dev.memdi.api.Burst;
import dev.memdi.api.Operation;
import dev.memdi.api.WriteBounds;

/**
 * Gathers the writes that one edge has for one shard into a {@link Burst}; used again and again.
 * After {@link #build} it is empty.
 *
 * <pre>
 *   version 1 | 1 CLIENT | incarnation 8 bytes | floor 8 bytes | { sequence - previous, write }*
 *   version 1 | 2 EXPIRE | until
 *   version 1 | 3 FORGET | incarnation 8 bytes
 *   version 1 | 4 BOUNDED | incarnation 8 bytes | floor 8 bytes | bound of a value
 *             | bound of an operation | { sequence - previous, write }*
 * </pre>
 */
public final class BurstEncoder {
  static final int VERSION = 1;
  static final int CLIENT = 1;
  static final int EXPIRE = 2;
  static final int FORGET = 3;
  static final int BOUNDED = 4;

  private static final int FLOOR_OFFSET = 2 + Long.BYTES;
  private static final int KEPT_CAPACITY = 1 << 20;

  private final long incarnation;
  private final WriteBounds bounds;
  private final boolean bounded;
  private ByteWriter out = new ByteWriter(1024);
  private int count;
  private long previous;

  /** Of writes without bounds. */
  public BurstEncoder(long incarnation) {
    this(incarnation, WriteBounds.WIDEST);
  }

  public BurstEncoder(long incarnation, WriteBounds bounds) {
    this.incarnation = incarnation;
    this.bounds = bounds;
    this.bounded = !bounds.equals(WriteBounds.WIDEST);
    begin();
  }

  public void add(long sequence, Operation.Write write) {
    out.putSigned(sequence - previous);
    OperationCodec.writeWrite(write, out);
    previous = sequence;
    count++;
  }

  public int count() {
    return count;
  }

  /** How long the burst would be as it stands. */
  public int sizeInBytes() {
    return out.size();
  }

  /** What was added, with the lowest sequence that the edge still waits for at this shard. */
  public Burst build(long floor) {
    if (count == 0) {
      throw new IllegalStateException("no write was added");
    }
    out.setLong(FLOOR_OFFSET, floor);
    Burst burst = new Burst(count, out.toBytes());
    begin();
    return burst;
  }

  public static Burst expire(long untilMillis) {
    ByteWriter out = new ByteWriter(12);
    out.putByte(VERSION);
    out.putByte(EXPIRE);
    out.putSigned(untilMillis);
    return new Burst(1, out.toBytes());
  }

  public static Burst forget(long incarnation) {
    ByteWriter out = new ByteWriter(10);
    out.putByte(VERSION);
    out.putByte(FORGET);
    out.putLong(incarnation);
    return new Burst(1, out.toBytes());
  }

  private void begin() {
    if (out.array().length > KEPT_CAPACITY) {
      out = new ByteWriter(1024); // one giant value must not hold its buffer for ever
    }
    out.truncate(0);
    out.putByte(VERSION);
    out.putByte(bounded ? BOUNDED : CLIENT);
    out.putLong(incarnation);
    out.putLong(0); // the floor's place
    if (bounded) {
      out.putVarint(bounds.value());
      out.putVarint(bounds.operation());
    }
    count = 0;
    previous = 0;
  }
}
