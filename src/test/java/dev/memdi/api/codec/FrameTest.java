package dev.memdi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.Size;

/** Heads and bulks of frames, whatever they are written to and read from. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class FrameTest {
  private static final List<UnaryOperator<ByteBuffer>> BUFFERS =
      List.of(
          UnaryOperator.identity(),
          ByteBuffer::asReadOnlyBuffer,
          heap -> heap.duplicate().order(ByteOrder.LITTLE_ENDIAN),
          heap -> ByteBuffer.allocateDirect(heap.remaining()).put(heap.duplicate()).flip(),
          heap -> ByteBuffer.allocate(heap.remaining() + 9).position(9).slice().put(heap).flip());

  @Property
  void roundtrip(
      @ForAll @Size(max = 300) byte[] inHead,
      @ForAll @Size(max = 3) List<@Size(max = 50) byte[]> inBulk) {
    FrameWriter out = new FrameWriter();
    out.head().putBytes(Bytes.wrap(inHead));
    inBulk.forEach(bytes -> out.putBulk(Bytes.wrap(bytes)));
    byte[] frame = out.toArray();
    assertThat(frame.length).isEqualTo(out.sizeInBytes());

    for (UnaryOperator<ByteBuffer> kind : BUFFERS) {
      ByteBuffer buffer = kind.apply(ByteBuffer.wrap(frame.clone()));
      FrameReader in = new FrameReader(buffer);
      assertThat(in.head().takeBytes().array()).isEqualTo(inHead);
      List<byte[]> bulk = new ArrayList<>();
      inBulk.forEach(_ -> bulk.add(in.takeBulk().array()));
      assertThat(bulk).usingRecursiveComparison().isEqualTo(inBulk);
      in.expectEnd();
      assertThat(buffer.hasRemaining()).isFalse();
    }
  }

  @Property
  void hostileBytes(@ForAll @Size(max = 20) byte[] bytes) {
    try {
      FrameReader in = new FrameReader(bytes);
      while (in.head().remaining() > 0) {
        in.takeBulk();
      }
      in.expectEnd();
    } catch (MalformedBytesException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Example
  void aBufferThatIsTooSmallSaysSoAsBuffersDo() {
    FrameWriter out = new FrameWriter();
    out.putBulk(Bytes.utf8("more than that"));

    assertThatThrownBy(() -> out.writeTo(ByteBuffer.allocate(10)))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Example
  void whatIsLeftOverIsAnError() {
    FrameWriter out = new FrameWriter();
    out.putBulk(Bytes.utf8("abc"));
    FrameReader in = new FrameReader(out.toArray());
    assertThatThrownBy(in::expectEnd).hasMessage("1 bytes too many at offset 1");

    in.head().takeByte();
    assertThatThrownBy(in::expectEnd).hasMessage("3 bytes too many after the frame");
  }
}
