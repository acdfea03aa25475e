package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private static final Result MISSING = new Result.Missing();

  private final TestShard shard = new TestShard();

  @BeforeEach
  void someKeys() {
    for (String key : List.of("b", "ab", "a", "abc", "ac", "c")) {
      shard.apply(set(key, "value of " + key));
    }
    shard.apply(set("b", "mortal", 100));
  }

  @Test
  void getAndContains() {
    Optional<Duration> ttl = Optional.of(Duration.ofMillis(60));
    assertThat(read(new Operation.Get(key("b")), 40))
        .isEqualTo(new Result.Found(bytes("mortal"), new Revision(7), ttl));
    assertThat(read(new Operation.Contains(key("b")), 40))
        .isEqualTo(new Result.Found(Bytes.EMPTY, new Revision(7), ttl));
    assertThat(read(new Operation.Get(key("x")), 40)).isEqualTo(MISSING);
    assertThat(read(new Operation.Get(key("b")), 100)).isEqualTo(MISSING);
    assertThat(read(new Operation.Contains(key("b")), 100)).isEqualTo(MISSING);
  }

  @Test
  void getManyInTheOrderAsked() {
    Result many = read(new Operation.GetMany(List.of(key("x"), key("c"), key("c"))), 0);
    Result c = new Result.Found(bytes("value of c"), new Revision(6), Optional.empty());
    assertThat(many).isEqualTo(new Result.Many(List.of(MISSING, c, c)));
  }

  @Test
  void scanInKeyOrderPageByPage() {
    assertThat(scan("", null, 100, 0)).containsExactly("a", "ab", "abc", "ac", "b", "c");
    assertThat(scan("", null, 100, 100)).containsExactly("a", "ab", "abc", "ac", "c");
    assertThat(scan("ab", null, 100, 0)).containsExactly("ab", "abc");
    assertThat(scan("a", null, 2, 0)).containsExactly("a", "ab", "…");
    assertThat(scan("a", "ab", 2, 0)).containsExactly("abc", "ac");
    assertThat(scan("a", "aa", 2, 0)).containsExactly("ab", "abc", "…");
    assertThat(scan("b", "a", 2, 0)).containsExactly("b"); // after lies before the prefix
    assertThat(scan("a", "b", 2, 0)).isEmpty(); // after lies behind it
    assertThat(scan("x", null, 2, 0)).isEmpty();
    assertThat(scan("", "ac", 1, 100)).containsExactly("c"); // what is due is no more
  }

  @Test
  void aPageEndsWhenItHasItsBytesButHasOneEntryAtLeast() {
    Operation.Scan scan = new Operation.Scan(bytes(""), Optional.empty(), 100);
    Result.Page two = (Result.Page) shard.state.read(scan, 0, 100);
    assertThat(two.entries())
        .extracting(entry -> entry.key().toString())
        .containsExactly("a", "ab");
    assertThat(two.more()).isTrue();
    Result.Page one = (Result.Page) shard.state.read(scan, 0, 1);
    assertThat(one.entries()).extracting(entry -> entry.key().toString()).containsExactly("a");
    assertThat(one.more()).isTrue();
    Operation.Scan last = new Operation.Scan(bytes("c"), Optional.empty(), 100);
    assertThat(((Result.Page) shard.state.read(last, 0, 1)).more()).isFalse();
  }

  @Test
  void prefixesOfTheHighestBytes() {
    byte[] highest = {(byte) 0xFF, (byte) 0xFF};
    shard.apply(Operation.Set.of(new Key(Bytes.wrap(highest)), bytes("1")));
    Bytes prefix = Bytes.wrap(new byte[] {(byte) 0xFF});
    assertThat(read(new Operation.Count(prefix), 0)).isEqualTo(new Result.Counted(1));
  }

  @Test
  void count() {
    assertThat(read(new Operation.Count(bytes("")), 0)).isEqualTo(new Result.Counted(6));
    assertThat(read(new Operation.Count(bytes("a")), 0)).isEqualTo(new Result.Counted(4));
    assertThat(read(new Operation.Count(bytes("b")), 100)).isEqualTo(new Result.Counted(0));
  }

  private Result read(Operation.Read read, long shardTime) {
    return shard.state.read(read, shardTime);
  }

  private List<String> scan(String prefix, String after, int limit, long shardTime) {
    Optional<Key> afterKey = Optional.ofNullable(after).map(Key::utf8);
    Result.Page page =
        (Result.Page) read(new Operation.Scan(bytes(prefix), afterKey, limit), shardTime);
    List<String> keys =
        new ArrayList<>(page.entries().stream().map(entry -> entry.key().toString()).toList());
    if (page.more()) {
      keys.add("…");
    }
    return keys;
  }
}
