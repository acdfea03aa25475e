package dev.memdi.api.codec;

import dev.memdi.api.Ack;
import dev.memdi.api.Key;
import dev.memdi.api.Refusal;
import dev.memdi.api.Revision;

/** Refusals as bytes: a tag, then the fields. */
final class RefusalCodec {
  private static final int CONDITION_FAILED = 1;
  private static final int NOT_AN_INTEGER = 2;
  private static final int OVERFLOW = 3;
  private static final int TOO_LARGE = 4;
  private static final int CROSS_SHARD = 5;
  private static final int ACK_UNAVAILABLE = 6;
  private static final int BUSY = 7;
  private static final int UNAVAILABLE = 8;
  private static final int INVALID = 9;

  private RefusalCodec() {}

  static void write(Refusal refusal, ByteWriter out) {
    switch (refusal) {
      case Refusal.ConditionFailed(Key key, Revision revision) -> {
        out.putByte(CONDITION_FAILED);
        OperationCodec.putKey(key, out);
        out.putVarint(revision.index());
      }
      case Refusal.NotAnInteger(Key key) -> {
        out.putByte(NOT_AN_INTEGER);
        OperationCodec.putKey(key, out);
      }
      case Refusal.Overflow(Key key) -> {
        out.putByte(OVERFLOW);
        OperationCodec.putKey(key, out);
      }
      case Refusal.TooLarge(String what, long size, long limit) -> {
        out.putByte(TOO_LARGE);
        out.putText(what);
        out.putSigned(size);
        out.putSigned(limit);
      }
      case Refusal.CrossShard() -> out.putByte(CROSS_SHARD);
      case Refusal.AckUnavailable(Ack ack, String why) -> {
        out.putByte(ACK_UNAVAILABLE);
        out.putByte(OutcomeCodec.tagOf(ack));
        out.putText(why);
      }
      case Refusal.Busy(String what) -> {
        out.putByte(BUSY);
        out.putText(what);
      }
      case Refusal.Unavailable(String why) -> {
        out.putByte(UNAVAILABLE);
        out.putText(why);
      }
      case Refusal.Invalid(String message) -> {
        out.putByte(INVALID);
        out.putText(message);
      }
    }
  }

  static Refusal read(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case CONDITION_FAILED ->
          new Refusal.ConditionFailed(OperationCodec.takeKey(in), OperationCodec.takeRevision(in));
      case NOT_AN_INTEGER -> new Refusal.NotAnInteger(OperationCodec.takeKey(in));
      case OVERFLOW -> new Refusal.Overflow(OperationCodec.takeKey(in));
      case TOO_LARGE -> new Refusal.TooLarge(in.takeText(), in.takeSigned(), in.takeSigned());
      case CROSS_SHARD -> new Refusal.CrossShard();
      case ACK_UNAVAILABLE -> new Refusal.AckUnavailable(OutcomeCodec.takeAck(in), in.takeText());
      case BUSY -> new Refusal.Busy(in.takeText());
      case UNAVAILABLE -> new Refusal.Unavailable(in.takeText());
      case INVALID -> new Refusal.Invalid(in.takeText());
      default -> throw new MalformedBytesException("no refusal has the tag " + tag);
    };
  }
}
