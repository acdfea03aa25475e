package dev.memdi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Whatever the bytes are: they are read, or a {@link MalformedBytesException} says why not. */
@Domain(ApiArbitraries.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class HostileBytesTest {
  private static final List<Function<ByteReader, ?>> READERS =
      List.of(
          OperationCodec::read,
          OperationCodec::readWrite,
          OperationCodec::readRead,
          OutcomeCodec::read,
          OutcomeCodec::readAnswers,
          in -> ChangesCodec.read(in, false),
          in -> ChangesCodec.read(in, true),
          StatusCodec::readNode,
          StatusCodec::readCluster,
          StatusCodec::readReplica);

  @Property
  void randomBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 32) int tag) {
    byte[] tagged = Arrays.copyOf(bytes, Math.max(1, bytes.length));
    tagged[0] = (byte) tag; // or most would fail at the first byte
    for (Function<ByteReader, ?> reader : READERS) {
      survive(() -> reader.apply(new ByteReader(Bytes.wrap(tagged))));
    }
    survive(() -> readAll(new Burst(1 + tag, Bytes.wrap(bytes))));
    tagged[0] = BurstEncoder.VERSION;
    survive(() -> readAll(new Burst(1 + tag, Bytes.wrap(tagged))));
  }

  @Property
  void truncatedOperations(@ForAll Operation operation) {
    truncated(out -> OperationCodec.write(operation, out), OperationCodec::read);
  }

  @Property
  void truncatedOutcomes(@ForAll Outcome outcome) {
    truncated(out -> OutcomeCodec.write(outcome, out), OutcomeCodec::read);
  }

  @Property
  void truncatedAnswers(@ForAll Answers answers) {
    truncated(out -> OutcomeCodec.writeAnswers(answers, out), OutcomeCodec::readAnswers);
  }

  @Property(tries = 200)
  void truncatedStatus(@ForAll Status.Node node, @ForAll Status.Cluster cluster) {
    truncated(out -> StatusCodec.writeNode(node, out), StatusCodec::readNode);
    truncated(out -> StatusCodec.writeCluster(cluster, out), StatusCodec::readCluster);
  }

  @Property
  void flippedBits(
      @ForAll Operation.Write write,
      @ForAll Outcome outcome,
      @ForAll @IntRange(max = 5000) int at) {
    BurstEncoder encoder = new BurstEncoder(7);
    encoder.add(1, write);
    encoder.add(2, write);
    byte[] burst = encoder.build(1).bytes().array();
    burst[at / 8 % burst.length] ^= (byte) (1 << at % 8);
    survive(() -> readAll(new Burst(2, Bytes.wrap(burst))));

    ByteWriter out = new ByteWriter();
    OutcomeCodec.write(outcome, out);
    byte[] bytes = out.toBytes().array();
    bytes[at / 8 % bytes.length] ^= (byte) (1 << at % 8);
    survive(() -> OutcomeCodec.read(new ByteReader(Bytes.wrap(bytes))));
  }

  @Example
  void lengthsBeyondTheBytesAreRefusedBeforeAnythingIsAllocated() {
    for (long length : new long[] {5, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      ByteWriter out = new ByteWriter();
      out.putVarint(length);
      out.putInt(0);
      malformed("bytes in 4 bytes", () -> new ByteReader(out.toBytes()).takeBytes());
      malformed("bytes of text in 4 bytes", () -> new ByteReader(out.toBytes()).takeText());
      malformed("things in 4 bytes", () -> new ByteReader(out.toBytes()).takeCount("things"));
    }
  }

  @Example
  void numbersOfMoreThan64BitsAreRefused() {
    byte[] elevenBytes = new byte[11];
    Arrays.fill(elevenBytes, (byte) 0x80);
    malformed("64 bits", () -> new ByteReader(Bytes.wrap(elevenBytes)).takeVarint());
    byte[] tooMuch = new byte[10];
    Arrays.fill(tooMuch, (byte) 0xFF);
    tooMuch[9] = 2;
    malformed("64 bits", () -> new ByteReader(Bytes.wrap(tooMuch)).takeVarint());
  }

  @Example
  void resultsNestedWithoutEndAreRefused() {
    ByteWriter out = new ByteWriter();
    out.putByte(1); // done
    for (int i = 0; i < 100_000; i++) {
      out.putByte(6); // many
      out.putVarint(1);
    }
    malformed("nested", () -> OutcomeCodec.read(new ByteReader(out.toBytes())));
  }

  private static void truncated(Consumer<ByteWriter> write, Function<ByteReader, ?> read) {
    ByteWriter out = new ByteWriter();
    write.accept(out);
    for (int length = 0; length < out.size(); length++) {
      ByteReader in = new ByteReader(out.array(), 0, length);
      assertThatThrownBy(() -> read.apply(in)).isInstanceOf(MalformedBytesException.class);
    }
  }

  private static List<LoggedCommand> readAll(Burst burst) {
    List<LoggedCommand> commands = new ArrayList<>();
    new BurstDecoder(burst).forEachRemaining(commands::add);
    return commands;
  }

  private static void malformed(String message, Runnable reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining(message);
  }

  private static void survive(Supplier<?> reading) {
    try {
      assertThat(reading.get()).isNotNull();
    } catch (MalformedBytesException expected) {
      // The one way to fail.
    }
  }
}
