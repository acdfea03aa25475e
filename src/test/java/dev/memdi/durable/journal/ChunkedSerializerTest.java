package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A snapshot for a store that knows nothing of chunks. */
class ChunkedSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Serialization SERIALIZATION = SerializationExtension.get(KIT.system());
  private static final List<Bytes> CHUNKS =
      List.of(Bytes.utf8("first"), Bytes.EMPTY, Bytes.utf8("3"));
  private static final Chunked SAMPLE = new Chunked("the head", new Given(CHUNKS));

  /** As version 1 wrote it: never to be changed, for databases hold it. */
  private static final String GOLDEN = "07280008030500017468652068656164666972737433268a4581";

  private record Given(List<Bytes> all) implements Chunked.Chunks {
    @Override
    public int count() {
      return all.size();
    }

    @Override
    public Bytes chunk(int number) {
      return all.get(number);
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void aSnapshotIsWrittenAsEver() {
    assertThat(HexFormat.of().formatHex(write(SAMPLE))).isEqualTo(GOLDEN);
  }

  @Test
  void whatWasEverWrittenIsRead() {
    expect(read(HexFormat.of().parseHex(GOLDEN)), "the head", CHUNKS);
  }

  @Test
  void itIsFoundByTheIdAndTheManifestThatStandBesideIt() {
    var serializer = SERIALIZATION.findSerializerFor(SAMPLE);

    assertThat(serializer.identifier()).isEqualTo(4104);
    assertThat(Serializers.manifestFor(serializer, SAMPLE)).isEqualTo("c1");
  }

  @Test
  void aSnapshotWithoutChunksIsReadAsOne() {
    expect(read(write(new Chunked("alone", new Given(List.of())))), "alone", List.of());
  }

  @Test
  void anyByteThatIsChangedOrMissingIsNoticed() {
    byte[] whole = write(SAMPLE);
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      byte[] changed = whole.clone();
      changed[i] ^= 0x10;
      for (byte[] wrong : List.of(cut, changed)) {
        assertThatThrownBy(() -> read(wrong))
            .isInstanceOf(MalformedBytesException.class)
            .hasMessage("a snapshot of %d bytes: the checksum is wrong", wrong.length);
      }
    }
  }

  /** Whoever made them could count: all that is left is the content. */
  @Test
  void bytesOfAnyContentAreReadOrRefusedWithAReason() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] whole = write(SAMPLE);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(4, whole.length + 3));
      bytes[random.nextInt(Math.min(30, bytes.length))] = (byte) random.nextInt();
      seal(bytes);
      try {
        assertThat(read(bytes)).isInstanceOf(Chunked.class);
      } catch (MalformedBytesException e) {
        assertThat(e).hasMessageMatching("a snapshot of [0-9]+ bytes: .+");
      } catch (Exception e) { // not declared, but thrown
        assertThat(e)
            .isInstanceOf(NotSerializableException.class)
            .hasMessageMatching("the head of a snapshot, by the serializer -?[0-9]+ with .+");
      }
    }
  }

  @Test
  void moreChunksThanThereAreBytesAreRefusedBeforeThereIsRoomMadeForThem() {
    byte[] bytes = HexFormat.of().parseHex("082800" + "00" + "ffffffff07" + "00000000");
    seal(bytes);

    assertThatThrownBy(() -> read(bytes)).hasMessageContaining("2147483647 chunks in 0 bytes");
  }

  @Test
  void aManifestOfALaterVersionIsNamed() {
    assertThatThrownBy(() ->
            SERIALIZATION.deserialize(write(SAMPLE), ChunkedSerializer.IDENTIFIER, "c9").get())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'c9'");
  }

  private static void seal(byte[] bytes) {
    int end = bytes.length - Integer.BYTES;
    ByteBuffer.wrap(bytes).putInt(end, Frames.crc(bytes, 0, end));
  }

  private static byte[] write(Chunked snapshot) {
    return SERIALIZATION.serialize(snapshot).get();
  }

  private static Chunked read(byte[] bytes) {
    return (Chunked) SERIALIZATION.deserialize(bytes, ChunkedSerializer.IDENTIFIER, "c1").get();
  }

  private static void expect(Chunked read, Object head, List<Bytes> chunks) {
    assertThat(read.head()).isEqualTo(head);
    List<Bytes> found = new ArrayList<>();
    for (int i = 0; i < read.chunks().count(); i++) {
      found.add(read.chunks().chunk(i));
    }
    assertThat(found).isEqualTo(chunks);
  }
}
