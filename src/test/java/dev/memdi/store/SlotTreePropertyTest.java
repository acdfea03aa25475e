package dev.memdi.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A tree does what a {@link TreeMap} does, and its views stay what they were. */
class SlotTreePropertyTest {
  private final SlotTree tree = new SlotTree();
  private final TreeMap<Bytes, Slot> model = new TreeMap<>();

  /** Ways to make a key from a number: with much in common, with nothing, ascending, nested. */
  @Provide
  Arbitrary<Function<Random, Bytes>> keys() {
    List<Function<Random, Bytes>> ways =
        List.of(
            random -> Bytes.utf8("key:%012d".formatted(random.nextInt(9000))),
            random -> Bytes.utf8(Integer.toString(random.nextInt(9000))),
            random -> Bytes.wrap(randomBytes(random, random.nextInt(12))),
            random -> Bytes.wrap(new byte[random.nextInt(600)]),
            random -> Bytes.wrap(smallBytes(random, random.nextInt(9))));
    return Arbitraries.of(ways);
  }

  @Property(tries = 60)
  void behavesAsATreeMap(
      @ForAll("keys") Function<Random, Bytes> keys,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12_000) int steps) {
    Random random = new Random(seed);
    List<SlotTree.View> views = new ArrayList<>();
    List<List<Map.Entry<Bytes, Slot>>> contents = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      boolean growing = step < steps / 2; // and shrinking afterwards
      Bytes key = keys.apply(random);
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        Slot slot = Slot.of(key, Bytes.wrap(new byte[random.nextInt(4)]), step, deadline(random));
        assertThat(tree.put(slot)).isEqualTo(model.put(key, slot));
      } else {
        Bytes gone = random.nextBoolean() && !model.isEmpty() ? nearest(key) : key;
        assertThat(tree.remove(gone.array())).isEqualTo(model.remove(gone));
      }
      assertThat(tree.get(key.array())).isEqualTo(model.get(key));
      if (random.nextInt(steps) < 4) {
        views.add(tree.view());
        contents.add(copyOfModel());
        checkSearches(keys.apply(random));
      }
    }
    checkSearches(keys.apply(random));
    for (int i = 0; i < views.size(); i++) {
      checkView(views.get(i), contents.get(i), random);
    }

    SlotTree restored = new SlotTree();
    restored.restore(tree.view());
    for (Bytes key : List.copyOf(model.keySet())) {
      assertThat(restored.remove(key.array())).isEqualTo(model.get(key));
    }
    assertThat(restored.count()).isZero();
    assertThat(restored.bytes()).isZero();
    assertThat(tree.count()).isEqualTo(model.size());
  }

  @Property(tries = 20)
  void keysThatAscendFillTheirNodes(@ForAll @IntRange(min = 1000, max = 20_000) int count) {
    SlotTree ascending = new SlotTree();
    for (int i = 0; i < count; i++) {
      ascending.put(Slot.of(Bytes.utf8("%08d".formatted(i)), Bytes.EMPTY, 1, Slot.NO_DEADLINE));
    }
    assertThat(ascending.count()).isEqualTo(count);
    assertThat(ascending.rank("%08d".formatted(count / 2).getBytes(UTF_8))).isEqualTo(count / 2);
  }

  private static long deadline(Random random) {
    return random.nextBoolean() ? random.nextLong() : Slot.NO_DEADLINE;
  }

  private void checkSearches(Bytes from) {
    long bytes = 0;
    for (Map.Entry<Bytes, Slot> entry : model.entrySet()) {
      bytes += entry.getKey().length() + entry.getValue().length();
    }
    assertThat(tree.count()).isEqualTo(model.size());
    assertThat(tree.bytes()).isEqualTo(bytes);
    assertThat(tree.rank(from.array())).isEqualTo(model.headMap(from).size());
    for (boolean inclusive : new boolean[] {true, false}) {
      List<Slot> found = new ArrayList<>();
      tree.scan(
          from.array(),
          inclusive,
          slot -> {
            found.add(slot);
            return found.size() < 200;
          });
      List<Slot> expected = model.tailMap(from, inclusive).values().stream().limit(200).toList();
      assertThat(found).isEqualTo(expected);
    }
  }

  private static void checkView(
      SlotTree.View view, List<Map.Entry<Bytes, Slot>> contents, Random random) {
    assertThat(entries(view, 0)).isEqualTo(contents);
    assertThat(view.count()).isEqualTo(contents.size());
    int rank = random.nextInt(contents.size() + 1);
    assertThat(entries(view, rank)).isEqualTo(contents.subList(rank, contents.size()));

    // Pieces are as long as they can be, and no longer.
    long limit = 1 + random.nextInt(3000);
    for (long at = 0; at < contents.size(); ) {
      long end = view.endOfPiece(at, limit);
      assertThat(end).isGreaterThan(at);
      long weight = weight(contents.subList((int) at, (int) end));
      assertThat(weight <= limit || end == at + 1).isTrue();
      if (end < contents.size()) {
        assertThat(weight + weight(contents.subList((int) end, (int) end + 1)))
            .isGreaterThan(limit);
      }
      at = end;
    }
  }

  private static long weight(List<Map.Entry<Bytes, Slot>> entries) {
    return entries.stream().mapToLong(entry -> SlotTree.weight(entry.getValue().cell())).sum();
  }

  private static List<Map.Entry<Bytes, Slot>> entries(SlotTree.View view, long rank) {
    List<Map.Entry<Bytes, Slot>> entries = new ArrayList<>();
    view.scan(rank, slot -> entries.add(Map.entry(slot.key(), slot)));
    return entries;
  }

  private List<Map.Entry<Bytes, Slot>> copyOfModel() {
    return model.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Bytes nearest(Bytes key) {
    Bytes floor = model.floorKey(key);
    return floor == null ? model.firstKey() : floor;
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Of zeros, ones and 0xFF: nearly every key is the beginning of another. */
  private static byte[] smallBytes(Random random, int length) {
    byte[] bytes = randomBytes(random, length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (Math.floorMod(bytes[i], 3) - 1);
    }
    return bytes;
  }
}
