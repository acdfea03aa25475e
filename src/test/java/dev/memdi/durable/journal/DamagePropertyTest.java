package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Bits that flip: each is reported by those whom it concerns, or changes nothing that is read. */
class DamagePropertyTest {
  private static final long SEGMENT = 8 * 1024;

  @Property(tries = 500)
  void aDamagedSectorIsReportedOrHarmless(@ForAll long seed) throws IOException {
    var random = new SplittableRandom(seed);
    FragileDisk disk = new FragileDisk();
    Map<String, List<String>> written = fill(disk, random);
    if (random.nextBoolean()) {
      var idle = new LogDriver(disk, SEGMENT, random.nextLong());
      idle.highest("a").get();
      if (random.nextBoolean()) {
        idle.pack();
      }
      idle.log.close();
    }
    FragileDisk damaged = disk.restart();
    List<String> files = damaged.list();
    String hit = files.get(random.nextInt(files.size()));
    byte[] bytes = damaged.bytes(hit);
    int at = random.nextInt(bytes.length);
    // In the last file a stretch may take the last record and all that says it was forced: that
    // can't be told from a write that a crash cut short.
    int length = hit.equals(files.getLast()) ? 1 : random.nextInt(1, 600);
    for (int i = at; i < Math.min(bytes.length, at + length); i++) {
      bytes[i] ^= (byte) (1 << random.nextInt(8));
    }
    judge(new LogDriver(damaged, SEGMENT), written);
  }

  private static Map<String, List<String>> fill(FragileDisk disk, SplittableRandom random)
      throws IOException {
    Map<String, List<String>> written = new LinkedHashMap<>();
    var log = new LogDriver(disk, SEGMENT, random.nextLong());
    int writes = random.nextInt(1, 60);
    for (int i = 0; i < writes; i++) {
      String id = List.of("a", "b", "c").get(random.nextInt(3));
      List<String> events = written.computeIfAbsent(id, _ -> new ArrayList<>());
      String text = "e" + i + "x".repeat(random.nextInt(700));
      int number = events.size() + 1;
      log.write(id, number, text).get();
      events.add(number + "-" + number + ":" + text);
    }
    return written;
  }

  private static void judge(LogDriver log, Map<String, List<String>> written) {
    written.forEach((id, events) -> {
      try {
        assertThat(log.read(id)).isEqualTo(events);
      } catch (IOException e) {
        assertThat(cause(e)).isInstanceOf(JournalDamagedException.class);
        assertThat(cause(e)).hasMessageContaining("journal-0").hasMessageContaining("byte");
      }
    });
  }

  private static Throwable cause(IOException e) {
    return e instanceof JournalDamagedException || e.getCause() == null ? e : e.getCause();
  }

  @Test
  void damageToOneIsNoneOfTheOthersBusiness() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, SEGMENT);
    log.write("a", 1, "this one is hit").get();
    log.write("b", 1, "b").get();
    log.write("a", 2, "a").get();
    FragileDisk damaged = disk.restart();
    flip(damaged, "this one");
    var again = new LogDriver(damaged, SEGMENT);
    assertThat(again.read("b")).containsExactly("1-1:b");
    assertThat(again.warnings).anyMatch(warning -> warning.startsWith("damaged: journal-0"));
    assertDamaged(again, "a");
    // What is not wanted is not missed.
    assertThat(again.read("a", 2, 2)).containsExactly("2-2:a");
  }

  @Test
  void whoMayHaveLostSomethingIsNotRecovered() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, SEGMENT);
    log.write("before", 1, "one").get();
    log.write("proven", 1, "one").get();
    log.write("unknown", 1, "one").get();
    log.write("proven", 2, "two").get();
    FragileDisk damaged = disk.restart();
    flip(damaged, "unknown");
    for (int life = 0; life < 3; life++) {
      var again = new LogDriver(damaged, SEGMENT);
      assertThat(again.read("proven")).hasSize(2 + life);
      assertDamaged(again, "before");
      assertDamaged(again, "unknown");
      assertDamaged(again, "never heard of");
      assertThat(again.write("never heard of", 1, "refused").failure())
          .isInstanceOf(JournalDamagedException.class);
      assertDamaged(again, "never heard of");
      again.write("proven", 3 + life, "more").get();
      again.log.close();
      damaged = damaged.restart();
    }
  }

  @Test
  void whatIsGivenUpBeginsAnewAndStaysWhole() throws IOException {
    FragileDisk disk = new FragileDisk();
    var log = new LogDriver(disk, SEGMENT);
    log.write("hit", 1, "one").get();
    log.write("hit", 2, "two").get();
    log.write("another", 1, "one").get();
    FragileDisk damaged = disk.restart();
    flip(damaged, "hit");

    var again = new LogDriver(damaged, SEGMENT);
    for (String id : List.of("hit", "never heard of")) {
      assertDamaged(again, id);
      again.delete(id, Long.MAX_VALUE).get();
      assertThat(again.read(id)).isEmpty();
      long next = again.highest(id).get() + 1;
      again.write(id, next, "new").get();
      again.log.close();
      damaged = damaged.restart();
      again = new LogDriver(damaged, SEGMENT);
      assertThat(again.read(id)).containsExactly(next + "-" + next + ":new");
    }
  }

  private static void flip(FragileDisk disk, String text) {
    byte[] bytes = disk.bytes(disk.list().getFirst());
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    bytes[at] ^= 4;
  }

  private static void assertDamaged(LogDriver log, String id) {
    try {
      assertThat(log.read(id)).as("what is read of " + id).isNull();
    } catch (IOException e) {
      assertThat(cause(e)).isInstanceOf(JournalDamagedException.class);
    }
  }
}
