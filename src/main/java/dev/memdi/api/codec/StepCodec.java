package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/**
 * Steps as bytes: a tag, then the fields. They are on disk: a tag is never given another meaning,
 * and neither is the place of a {@link Step.When}.
 */
final class StepCodec {
  private static final int LOOK = 1;
  private static final int PEEK = 2;
  private static final int MAKE = 3;
  private static final int TOGETHER = 4;
  private static final int RETIME = 5;
  private static final int SPLICE = 6;
  private static final int ADD_DECIMAL = 7;
  private static final int COPY = 8;

  private StepCodec() {}

  static void write(Step step, ByteWriter out) {
    switch (step) {
      case Step.Look(Key key) -> {
        out.putByte(LOOK);
        OperationCodec.putKey(key, out);
      }
      case Step.Peek(Key key) -> {
        out.putByte(PEEK);
        OperationCodec.putKey(key, out);
      }
      case Step.Make(Operation.Change change) -> {
        out.putByte(MAKE);
        OperationCodec.writeChange(change, out);
      }
      case Step.Together(Operation.Batch batch) -> {
        out.putByte(TOGETHER);
        OperationCodec.putBatch(batch, out);
      }
      case Step.Retime(Key key, Optional<Duration> ttl, Step.When when) -> {
        out.putByte(RETIME);
        OperationCodec.putKey(key, out);
        out.putByte(tagOf(when));
        out.putBoolean(ttl.isPresent());
        ttl.ifPresent(duration -> out.putSigned(duration.toMillis()));
      }
      case Step.Splice(Key key, long offset, Bytes bytes) -> {
        out.putByte(SPLICE);
        OperationCodec.putKey(key, out);
        out.putSigned(offset);
        out.putBytes(bytes);
      }
      case Step.AddDecimal(Key key, BigDecimal delta) -> {
        out.putByte(ADD_DECIMAL);
        OperationCodec.putKey(key, out);
        out.putBytes(Bytes.wrap(delta.unscaledValue().toByteArray()));
        out.putSigned(delta.scale());
      }
      case Step.Copy(Key from, Key to, boolean move, boolean replace) -> {
        out.putByte(COPY);
        OperationCodec.putKey(from, out);
        OperationCodec.putKey(to, out);
        out.putBoolean(move);
        out.putBoolean(replace);
      }
    }
  }

  static Step read(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case LOOK -> new Step.Look(OperationCodec.takeKey(in));
      case PEEK -> new Step.Peek(OperationCodec.takeKey(in));
      case MAKE -> new Step.Make(OperationCodec.takeChange(in.takeByte(), in));
      case TOGETHER -> new Step.Together(OperationCodec.takeBatch(in));
      case RETIME -> takeRetime(in);
      case SPLICE -> takeSplice(in);
      case ADD_DECIMAL -> new Step.AddDecimal(OperationCodec.takeKey(in), takeDecimal(in));
      case COPY ->
          new Step.Copy(
              OperationCodec.takeKey(in),
              OperationCodec.takeKey(in),
              in.takeBoolean(),
              in.takeBoolean());
      default -> throw new MalformedBytesException("no step has the tag " + tag);
    };
  }

  private static Step takeRetime(ByteReader in) {
    Key key = OperationCodec.takeKey(in);
    Step.When when = whenOf(in.takeByte());
    Optional<Duration> ttl =
        in.takeBoolean() ? Optional.of(Duration.ofMillis(in.takeSigned())) : Optional.empty();
    return new Step.Retime(key, ttl, when);
  }

  private static Step takeSplice(ByteReader in) {
    Key key = OperationCodec.takeKey(in);
    long offset = in.takeSigned();
    if (offset < Step.Splice.END) {
      throw new MalformedBytesException("an offset is negative: " + offset);
    }
    return new Step.Splice(key, offset, in.takeBytes());
  }

  private static BigDecimal takeDecimal(ByteReader in) {
    Bytes unscaled = in.takeBytes();
    long scale = in.takeSigned();
    if (unscaled.isEmpty() || scale != (int) scale) {
      throw new MalformedBytesException(
          "a decimal of %d bytes and scale %d".formatted(unscaled.length(), scale));
    }
    BigDecimal decimal = new BigDecimal(new BigInteger(unscaled.array()), (int) scale);
    if (!Step.AddDecimal.isWithin(decimal)) {
      throw new MalformedBytesException("a decimal beyond all that is calculated with");
    }
    return decimal;
  }

  private static int tagOf(Step.When when) {
    return switch (when) {
      case ALWAYS -> 0;
      case NONE -> 1;
      case SOME -> 2;
      case LATER -> 3;
      case EARLIER -> 4;
      case SOME_EARLIER -> 5;
    };
  }

  private static Step.When whenOf(int tag) {
    return switch (tag) {
      case 0 -> Step.When.ALWAYS;
      case 1 -> Step.When.NONE;
      case 2 -> Step.When.SOME;
      case 3 -> Step.When.LATER;
      case 4 -> Step.When.EARLIER;
      case 5 -> Step.When.SOME_EARLIER;
      default -> throw new MalformedBytesException("no time to live depends on " + tag);
    };
  }
}
