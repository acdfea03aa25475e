package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import java.time.Duration;

/**
 * A set as bytes. Times to live are to the millisecond, as {@link Expiry.After} says.
 *
 * <p>How it is meant fits in one byte: the expiry in the low half, the condition in the high one.
 */
final class SetCodec {
  private static final int NEVER = 0;
  private static final int KEEP = 1;
  private static final int AFTER = 2;

  private SetCodec() {}

  static void write(Operation.Set set, ByteWriter out) {
    int expiry =
        switch (set.expiry()) {
          case Expiry.Never _ -> NEVER;
          case Expiry.Keep _ -> KEEP;
          case Expiry.After _ -> AFTER;
        };
    out.putByte(expiry | ConditionCodec.tagOf(set.condition()) << 4);
    OperationCodec.putKey(set.key(), out);
    out.putBytes(set.value());
    if (set.expiry() instanceof Expiry.After(Duration ttl)) {
      out.putVarint(ttl.toMillis());
    }
    ConditionCodec.putDetail(set.condition(), out);
  }

  static Operation.Set read(ByteReader in) {
    int mode = in.takeByte();
    Key key = OperationCodec.takeKey(in);
    Bytes value = in.takeBytes();
    Expiry expiry =
        switch (mode & 0xF) {
          case NEVER -> Expiry.NEVER;
          case KEEP -> Expiry.KEEP;
          case AFTER -> new Expiry.After(takeTtl(in));
          default -> throw new MalformedBytesException("no expiry has the tag " + (mode & 0xF));
        };
    return new Operation.Set(key, value, expiry, ConditionCodec.takeDetail(mode >> 4, in));
  }

  private static Duration takeTtl(ByteReader in) {
    long millis = in.takeUpTo(Long.MAX_VALUE, "a time to live");
    if (millis < 1) {
      throw new MalformedBytesException("a time to live is 0");
    }
    return Duration.ofMillis(millis);
  }
}
