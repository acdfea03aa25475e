package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Changes;
import dev.memdi.api.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  @Test
  void tellsWhatChangedFromARevisionOn() {
    TestShard shard = new TestShard();
    shard.apply(set("a1", "1"));
    shard.apply(set("b", "2"));
    shard.apply(set("a2", "3"));
    shard.apply(Operation.Delete.of(TestShard.key("nothing")));
    Changes all = shard.state.changes(bytes("a"), 1, 1000);
    assertThat(TestShard.texts(all)).containsExactly("a1=1@1", "a2=3@3");
    assertThat(all.from()).isEqualTo(1);
    assertThat(all.next()).isEqualTo(5);
    assertThat(all.gap()).isFalse();
    assertThat(shard.changes("a", 2)).containsExactly("a2=3@3");
    assertThat(shard.changes("a", 3)).containsExactly("a2=3@3");
    assertThat(shard.changes("a", 4)).isEmpty();
    assertThat(shard.state.changes(bytes(""), 5, 1000).next()).isEqualTo(5);
    assertThat(shard.state.changes(bytes(""), 99, 1000).next()).isEqualTo(99);
  }

  @Test
  void aPieceIsBoundedAndTheNextGoesOnBehindIt() {
    TestShard shard = new TestShard();
    for (int i = 1; i <= 10; i++) {
      shard.apply(
          new Operation.SetMany(List.of(set("a", "" + i), set("b", "" + i), set("c", "" + i))));
    }
    List<String> seen = new ArrayList<>();
    int pieces = 0;
    for (long from = 1; from <= 10; ) {
      Changes piece = shard.state.changes(bytes(""), from, 100);
      assertThat(piece.from()).isEqualTo(from);
      assertThat(piece.events()).hasSize(3); // that is too much, but one revision is whole
      seen.addAll(TestShard.texts(piece));
      from = piece.next();
      pieces++;
    }
    assertThat(pieces).isEqualTo(10);
    assertThat(seen).isEqualTo(shard.changes("", 1));
  }

  @Test
  void aPieceEndsBeforeARevisionThatDoesNotFit() {
    TestShard shard = new TestShard();
    shard.apply(set("a", "1"));
    shard.apply(new Operation.SetMany(List.of(set("b", "1"), set("c", "1"))));
    Changes first = shard.state.changes(bytes(""), 1, 150); // b would, and c would not
    assertThat(TestShard.texts(first)).containsExactly("a=1@1");
    assertThat(first.next()).isEqualTo(2);
    assertThat(TestShard.texts(shard.state.changes(bytes(""), 2, 150)))
        .containsExactly("b=1@2", "c=1@2");
  }

  @Test
  void holdsSoManyBytesAndSaysWhatItLost() {
    TestShard shard = new TestShard(StoreRules.SOUND, 1000);
    for (int i = 1; i <= 100; i++) {
      shard.apply(set("key", "" + i));
    }
    Changes held = shard.state.changes(bytes(""), 1, 100_000);
    assertThat(held.gap()).isTrue();
    assertThat(held.events()).hasSizeBetween(10, 15);
    assertThat(held.from()).isEqualTo(101 - held.events().size());
    assertThat(held.events().getFirst().revision().index()).isEqualTo(held.from());
    assertThat(held.next()).isEqualTo(101);
    assertThat(shard.state.changes(bytes(""), held.from(), 100_000).gap()).isFalse();
  }

  @Test
  void aRevisionLeavesWhole() {
    TestShard shard = new TestShard(StoreRules.SOUND, 150);
    shard.apply(new Operation.SetMany(List.of(set("a", "1"), set("b", "1"))));
    shard.apply(set("c", "1"));
    assertThat(shard.changes("", 1)).containsExactly("c=1@2");
    Changes held = shard.state.changes(bytes(""), 1, 1000);
    assertThat(held.from()).isEqualTo(2);
    assertThat(held.gap()).isTrue();
  }

  @Test
  void withNoRoomAtAllEverythingIsAGap() {
    TestShard shard = new TestShard(StoreRules.SOUND, 0);
    shard.apply(set("a", "1"));
    Changes held = shard.state.changes(bytes(""), 1, 1000);
    assertThat(held).isEqualTo(new Changes(TestShard.SHARD, 2, 2, true, List.of()));
  }

  @Test
  void beginsAnewWithAnImage() {
    TestShard shard = new TestShard();
    shard.apply(set("a", "1"));
    shard.apply(set("a", "2"));
    TestShard copy = shard.copy(StoreRules.SOUND);
    Changes held = copy.state.changes(bytes(""), 1, 1000);
    assertThat(held).isEqualTo(new Changes(TestShard.SHARD, 3, 3, true, List.of()));
    copy.apply(set("a", "3"));
    assertThat(copy.changes("", 3)).containsExactly("a=3@3");
  }
}
