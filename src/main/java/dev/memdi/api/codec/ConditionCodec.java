package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Revision;

/** Conditions as bytes: a tag, which fits in half a byte and may share one, and a detail. */
final class ConditionCodec {
  private static final int ALWAYS = 0;
  private static final int ABSENT = 1;
  private static final int PRESENT = 2;
  private static final int AT_REVISION = 3;
  private static final int HOLDS = 4;

  private ConditionCodec() {}

  static void write(Condition condition, ByteWriter out) {
    out.putByte(tagOf(condition));
    putDetail(condition, out);
  }

  static Condition read(ByteReader in) {
    return takeDetail(in.takeByte(), in);
  }

  static int tagOf(Condition condition) {
    return switch (condition) {
      case Condition.Always _ -> ALWAYS;
      case Condition.Absent _ -> ABSENT;
      case Condition.Present _ -> PRESENT;
      case Condition.AtRevision _ -> AT_REVISION;
      case Condition.Holds _ -> HOLDS;
    };
  }

  static void putDetail(Condition condition, ByteWriter out) {
    switch (condition) {
      case Condition.Always _, Condition.Absent _, Condition.Present _ -> {}
      case Condition.AtRevision(Revision revision) -> out.putVarint(revision.index());
      case Condition.Holds(Bytes value) -> out.putBytes(value);
    }
  }

  static Condition takeDetail(int tag, ByteReader in) {
    return switch (tag) {
      case ALWAYS -> Condition.ALWAYS;
      case ABSENT -> Condition.ABSENT;
      case PRESENT -> Condition.PRESENT;
      case AT_REVISION -> new Condition.AtRevision(OperationCodec.takeRevision(in));
      case HOLDS -> new Condition.Holds(in.takeBytes());
      default -> throw new MalformedBytesException("no condition has the tag " + tag);
    };
  }
}
