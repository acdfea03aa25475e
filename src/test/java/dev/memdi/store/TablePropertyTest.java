package dev.memdi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Deadlines, prefixes and sizes of a table, beside a {@link TreeMap} that is searched whole. */
class TablePropertyTest {
  private static final byte[] HIGH = {(byte) 0xFF};

  private final Table table = new Table();
  private final TreeMap<Key, Slot> model = new TreeMap<>();

  @Property(tries = 200)
  void deadlinesAndPrefixes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 2000) int steps,
      @ForAll @LongRange(min = 1, max = 1000) long deadlines) {
    Random random = new Random(seed);
    for (int step = 0; step < steps; step++) {
      Key key = key(random);
      if (random.nextInt(4) > 0) {
        boolean mortal = random.nextBoolean();
        long deadline = mortal ? random.nextLong(deadlines) - deadlines / 2 : Slot.NO_DEADLINE;
        Slot slot = Slot.of(key.bytes(), key.bytes(), step, deadline);
        assertThat(table.put(slot)).isEqualTo(model.put(key, slot));
      } else {
        assertThat(table.remove(key)).isEqualTo(model.remove(key));
      }
      assertThat(table.nextDeadline())
          .isEqualTo(
              model.values().stream().mapToLong(Slot::deadline).min().orElse(Long.MAX_VALUE));
    }
    for (int i = 0; i < 10; i++) {
      check(table, key(random), random.nextLong(deadlines) - deadlines / 2);
    }

    Table restored = new Table();
    restored.restore(table.view());
    check(restored, key(random), Long.MAX_VALUE - 1);
  }

  private void check(Table checked, Key near, long shardTime) {
    List<Key> due =
        model.entrySet().stream()
            .filter(entry -> entry.getValue().deadline() <= shardTime)
            .sorted(
                Comparator.comparing((Map.Entry<Key, Slot> entry) -> entry.getValue().deadline())
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(checked.due(shardTime, Integer.MAX_VALUE)).isEqualTo(due);
    assertThat(checked.due(shardTime, 3)).isEqualTo(due.subList(0, Math.min(3, due.size())));

    Bytes prefix = near.bytes();
    long dueBelow = due.stream().filter(key -> key.bytes().startsWith(prefix)).count();
    assertThat(checked.countDue(prefix, shardTime)).isEqualTo(dueBelow);
    assertThat(checked.hasDue(prefix, shardTime)).isEqualTo(dueBelow > 0);
    List<Key> matching =
        model.keySet().stream().filter(key -> key.bytes().startsWith(prefix)).toList();
    assertThat(checked.count(prefix)).isEqualTo(matching.size());
    assertThat(scan(checked, prefix, null)).isEqualTo(matching);
    for (Key after : List.of(near, Key.utf8(""), new Key(prefix.concat(Bytes.wrap(HIGH))))) {
      assertThat(scan(checked, prefix, after))
          .isEqualTo(matching.stream().filter(key -> key.compareTo(after) > 0).toList());
    }
  }

  private static List<Key> scan(Table table, Bytes prefix, Key after) {
    List<Key> keys = new ArrayList<>();
    table.scan(prefix, after, slot -> keys.add(new Key(slot.key())));
    return keys;
  }

  /** Up to four bytes of which the highest is frequent: prefixes without an end behind them. */
  private static Key key(Random random) {
    byte[] key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) -random.nextInt(4);
    }
    return new Key(Bytes.wrap(key));
  }
}
