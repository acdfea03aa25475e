package dev.memdi.api.codec;

import dev.memdi.api.Burst;
import dev.memdi.api.Operation;
import dev.memdi.api.WriteBounds;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The commands of a {@link Burst}, in order, as many as it says that it holds. Throws {@link
 * MalformedBytesException} where the bytes are wrong, of another version, too few or too many.
 */
public final class BurstDecoder implements Iterator<LoggedCommand> {
  private final ByteReader in;
  private final int kind;
  private final long incarnation;
  private final long floor;
  private final WriteBounds bounds;
  private int left;
  private long sequence;

  public BurstDecoder(Burst burst) {
    this.in = new ByteReader(burst.bytes());
    int version = in.takeByte();
    if (version != BurstEncoder.VERSION) {
      throw new MalformedBytesException(
          "a burst of format version %d; this node reads version %d"
              .formatted(version, BurstEncoder.VERSION));
    }
    this.kind = in.takeByte();
    if (kind < BurstEncoder.CLIENT || kind > BurstEncoder.BOUNDED) {
      throw new MalformedBytesException("no burst is of the kind " + kind);
    }
    boolean client = kind == BurstEncoder.CLIENT || kind == BurstEncoder.BOUNDED;
    if (!client && burst.count() != 1) {
      throw new MalformedBytesException("housekeeping travels alone, not with " + burst.count());
    }
    this.incarnation = client ? in.takeLong() : 0;
    this.floor = client ? in.takeLong() : 0;
    this.bounds = kind == BurstEncoder.BOUNDED ? readBounds(in) : WriteBounds.WIDEST;
    this.left = burst.count();
  }

  private static WriteBounds readBounds(ByteReader in) {
    long value = in.takeVarint();
    long operation = in.takeVarint();
    if (value < 1 || operation < value) {
      throw new MalformedBytesException(
          "bounds of %d bytes for a value and %d for all".formatted(value, operation));
    }
    return new WriteBounds(value, operation);
  }

  /**
   * Reads a burst to its end, to find out whether that can be done. What enters a log unread and
   * turns out to be malformed stops every replica, so whoever lets a burst in checks it first.
   */
  public static void check(Burst burst) {
    BurstDecoder commands = new BurstDecoder(burst);
    while (commands.hasNext()) {
      commands.next();
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public LoggedCommand next() {
    if (left == 0) {
      throw new NoSuchElementException();
    }
    LoggedCommand command =
        switch (kind) {
          case BurstEncoder.EXPIRE -> new LoggedCommand.Expire(in.takeSigned());
          case BurstEncoder.FORGET -> new LoggedCommand.Forget(in.takeLong());
          default -> {
            sequence += in.takeSigned();
            Operation.Write write = OperationCodec.readWrite(in);
            yield new LoggedCommand.Client(incarnation, floor, sequence, write, bounds);
          }
        };
    if (--left == 0) {
      in.expectEnd();
    }
    return command;
  }
}
