package dev.memdi.store;

import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.codec.MalformedBytesException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageTest {
  private final TestShard shard = new TestShard();
  private final ImageAssembler assembler = new ImageAssembler(TestShard.SHARD);

  @BeforeEach
  void someKeys() {
    for (int i = 0; i < 100; i++) {
      shard.apply(set("key " + i, "value " + i));
    }
  }

  @Test
  void chunksAreAboutAsLargeAsAskedFor() {
    Image image = shard.capture(500);
    assertThat(image.chunkCount()).isGreaterThan(5);
    for (int i = 0; i < image.chunkCount(); i++) {
      assertThat(image.chunk(i).length()).isLessThan(600);
    }
    assertThat(shard.capture(1 << 20).chunkCount()).isEqualTo(2); // sessions, and keys
  }

  @Test
  void aLargeValueMakesALargeChunk() {
    shard.apply(Operation.Set.of(key("large"), Bytes.wrap(new byte[100_000])));
    Image image = shard.capture(500);
    long large = 0;
    for (int i = 0; i < image.chunkCount(); i++) {
      large += image.chunk(i).length() > 600 ? 1 : 0;
    }
    assertThat(large).isEqualTo(1);
    assertThat(TestShard.travelled(image).digest()).isEqualTo(shard.state.digest());
  }

  @Test
  void aKeyPastItsDeadlineIsOnNoPageAndAnotherHasWhatItHasLeft() {
    TestShard few = new TestShard();
    few.apply(set("a", "1", 10));
    few.apply(set("b", "2", 1000));
    Image image = few.capture(500);
    Image.Page page = image.page(0, 1 << 20, image.stampMillis() + 10);
    assertThat(page.last()).isTrue();
    assertThat(page.next()).isEqualTo(2);
    assertThat(page.entries()).extracting(Result.Entry::key).containsExactly(key("b"));
    assertThat(page.entries().getFirst().ttl()).contains(Duration.ofMillis(990));
    assertThat(image.page(0, 1, image.stampMillis() + 10).entries()).isEmpty(); // of "a" alone
  }

  @Test
  void anEmptyShardHasOneChunk() {
    TestShard empty = new TestShard();
    empty.entry();
    assertThat(empty.capture(500).chunkCount()).isEqualTo(1);
    assertThat(TestShard.travelled(empty.capture(500)).index()).isEqualTo(1);
  }

  @Test
  void equalStatesHaveTheSameChunksWhateverLedToThem() {
    TestShard copy = shard.copy(StoreRules.SOUND);
    Image image = shard.capture(500);
    Image again = copy.capture(500);
    for (int i = 0; i < image.chunkCount(); i++) {
      assertThat(again.chunk(i)).isEqualTo(image.chunk(i));
    }
  }

  @Test
  void anyFlippedBitIsFoundAndTheRightChunkMayFollow() {
    Image image = shard.capture(500);
    assembler.add(image.chunk(0));
    Bytes good = image.chunk(1);
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] damaged = good.array().clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> assembler.add(Bytes.wrap(damaged)))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageMatching(bit < 8 ? ".*version.*" : ".*damaged chunk.*");
    }
    assertThat(assembler.next()).isEqualTo(1);
    for (int i = 1; i < image.chunkCount(); i++) {
      assembler.add(image.chunk(i));
    }
    assertThat(assembler.image().digest()).isEqualTo(shard.state.digest());
  }

  @Test
  void aChunkCutShortIsFound() {
    Bytes good = shard.capture(500).chunk(0);
    for (int length = 0; length < good.length(); length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(good.array(), length));
      assertThatThrownBy(() -> assembler.add(cut)).isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void chunksComeInTurn() {
    Image image = shard.capture(500);
    rejected(image.chunk(1), "chunk 1 of " + image.chunkCount() + " came where 0 was due");
    assembler.add(image.chunk(0));
    rejected(image.chunk(0), "came where 1 was due");
    assertThat(assembler.isComplete()).isFalse();
    assertThatThrownBy(assembler::image)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chunk 1");
    for (int i = 1; i < image.chunkCount(); i++) {
      assembler.add(image.chunk(i));
    }
    assertThat(assembler.isComplete()).isTrue();
    rejected(image.chunk(0), "due");
  }

  @Test
  void aChunkOfAnotherImageIsRejected() {
    assembler.add(shard.capture(500).chunk(0));
    rejected(shard.capture(501).chunk(1), "another image"); // it was cut elsewhere
    shard.apply(set("key 5", "later"));
    rejected(shard.capture(500).chunk(1), "another image");
  }

  @Test
  void aChunkOfAnotherShardIsRejected() {
    StateMachine other = new StateMachine(4, 0, StoreRules.SOUND);
    rejected(other.capture(500).chunk(0), "of shard 4; shard 3 is being assembled");
    assertThatThrownBy(() -> shard.state.install(other.capture(500)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anImageThatIsNoNewerIsNotInstalled() {
    Image image = shard.capture(500);
    assertThat(shard.state.install(image)).isFalse();
    TestShard fresh = new TestShard();
    assertThat(fresh.state.install(image)).isTrue();
    assertThat(fresh.state.install(image)).isFalse();
    assertThat(fresh.state.appliedIndex()).isEqualTo(100);
  }

  /** What is on disk stays readable: these bytes never change, whatever the code becomes. */
  @Test
  void goldenBytesOfVersion1() {
    TestShard small = new TestShard();
    small.at(1000).apply(0x0102030405060708L, 5, 6, set("a", "1", 500));
    small.apply(0x0102030405060708L, 5, 7, set("b", "2"));
    small.forget(9);

    Image image = small.capture(100_000);
    assertThat(image.chunkCount()).isEqualTo(2);
    golden(
        image.chunk(0),
        "01 03 03 d00f a08d06 00 02"
            + "01 0000000000000009"
            + "02 0102030405060708 0a"
            + "03 0c 01 03 01 01 02"
            + "03 0e 01 03 02 01 02"
            + "e2d12e7f");
    golden(
        image.chunk(1),
        "01 03 03 d00f a08d06 01 02"
            + "04 0161 0131 01 01 b817"
            + "04 0162 0132 02 00"
            + "7af6a59c");
    assertThat(small.copy(StoreRules.SOUND).get("a")).isEqualTo("1");
  }

  private static void golden(Bytes chunk, String hex) {
    assertThat(HexFormat.of().formatHex(chunk.array())).isEqualTo(hex.replace(" ", ""));
  }

  private void rejected(Bytes chunk, String message) {
    int next = assembler.next();
    assertThatThrownBy(() -> assembler.add(chunk))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining(message);
    assertThat(assembler.next()).isEqualTo(next);
  }
}
