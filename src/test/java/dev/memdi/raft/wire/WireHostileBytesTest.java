package dev.memdi.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.cluster.ParcelSerializer;
import java.io.NotSerializableException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the bytes are: they are read, or an exception says which frame was wrong and why. */
class WireHostileBytesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static WireSystem system;

  @BeforeContainer
  static void start() {
    system = new WireSystem();
  }

  @AfterContainer
  static void stop() {
    system.close();
  }

  @Property
  void randomBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll FrameKind kind) {
    survive(bytes, kind.manifest());
  }

  /** A head of the right length, or most would fail at the first byte. */
  @Property
  void randomHeads(
      @ForAll @Size(min = 4, max = 100) byte[] bytes,
      @ForAll FrameKind kind,
      @ForAll @IntRange(max = 3) int bulk) {
    byte[] framed = bytes.clone();
    framed[0] = (byte) (bytes.length - 1 - bulk);
    survive(framed, kind.manifest());
  }

  @Example
  void everySampleTruncatedAnywhere() {
    WireSamples.all(system)
        .forEach((name, sample) -> {
          byte[] whole = system.write(sample);
          for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(
                    () -> system.read(cut, system.serializer(sample), system.manifest(sample)))
                .as("the first %d bytes of %s", length, name)
                .isInstanceOf(MalformedBytesException.class);
          }
        });
  }

  @Example
  void everySampleWithMoreBytesBehind() {
    WireSamples.all(system)
        .forEach((name, sample) -> {
          byte[] whole = system.write(sample);
          byte[] more = Arrays.copyOf(whole, whole.length + 1);
          assertThatThrownBy(
                  () -> system.read(more, system.serializer(sample), system.manifest(sample)))
              .as(name)
              .isInstanceOf(MalformedBytesException.class)
              .hasMessageContaining("1 bytes too many");
        });
  }

  @Example
  void anyByteOfASampleChanged() {
    for (Object sample : WireSamples.all(system).values()) {
      if (system.serializer(sample) == WireSerializer.IDENTIFIER) {
        byte[] bytes = system.write(sample);
        for (int i = 0; i < bytes.length; i++) {
          for (int flipped : new int[] {0x01, 0x02, 0x40, 0x80, 0xFF}) {
            bytes[i] ^= (byte) flipped;
            survive(bytes, system.manifest(sample));
            bytes[i] ^= (byte) flipped;
          }
        }
      }
    }
  }

  @Example
  void aMalformedFrameIsNamed() {
    assertThatThrownBy(() -> system.read(new byte[] {1, 9}, WireSerializer.IDENTIFIER, "h1"))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("a frame with the manifest 'h1': neither false nor true: 9");
  }

  @Example
  void anUnknownManifestIsNamed() {
    for (int serializer : new int[] {WireSerializer.IDENTIFIER, ParcelSerializer.IDENTIFIER}) {
      assertThatThrownBy(() -> system.read(new byte[9], serializer, "p99"))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("'p99'");
    }
  }

  @Example
  void aCountThatCannotBeIsNotBelieved() {
    ByteWriter head = new ByteWriter();
    head.putVarint(1);
    head.putVarint(Integer.MAX_VALUE);
    ByteWriter frame = new ByteWriter();
    frame.putVarint(head.size());
    frame.putRaw(head.array(), 0, head.size());

    for (FrameKind kind : FrameKind.values()) {
      survive(frame.toBytes().array(), kind.manifest());
    }
  }

  @Example
  void whatIsNoPathOfAnActorIsRefused() {
    for (String path : new String[] {"", "x", "pekko://memdi/a#b", "\u0000", "%", "a b"}) {
      ByteWriter head = new ByteWriter();
      head.putVarint(0); // no reads
      head.putText(path);
      ByteWriter frame = new ByteWriter();
      frame.putVarint(head.size());
      frame.putRaw(head.array(), 0, head.size());

      assertThatThrownBy(
              () -> system.read(frame.toBytes().array(), WireSerializer.IDENTIFIER, "l1"))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("'l1'")
          .hasMessageContaining("not the path of an actor: '" + path + "'");
    }
  }

  private static void survive(byte[] bytes, String manifest) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      system.read(bytes, WireSerializer.IDENTIFIER, manifest);
    } catch (MalformedBytesException e) {
      assertThat(e).hasMessageContaining("'" + manifest + "'");
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }
}
