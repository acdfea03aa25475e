package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A {@link Log} is at all times what its list would be, and so is every value that it came from.
 */
class LogPropertiesTest {
  /** One thing done to one of the logs made so far. */
  record Deed(Kind kind, int which, int amount) {}

  enum Kind {
    APPEND,
    APPEND_MORE,
    RECONFIGURE,
    TRUNCATE,
    COMPACT
  }

  record Both(Log log, NaiveLog naive) {}

  @Provide
  Arbitrary<Integer> blocks() {
    return Arbitraries.of(1, 60, 200, 600, 32 << 10);
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 50),
            Arbitraries.integers().between(0, 20))
        .as(Deed::new)
        .list()
        .ofMaxSize(30);
  }

  /**
   * In blocks of a few entries, so that much of each log is packed; and in one of its usual size.
   */
  @Property(tries = 400)
  void isWhatItsListWouldBe(
      @ForAll("deeds") List<Deed> deeds, @ForAll("blocks") int bytesOfBlocks) {
    Log.Base base = new Log.Base(7, 1, 50, Given.voters("a"));
    List<Both> made = new ArrayList<>();
    Log empty = Log.startingAt(base, EntryRun.emptyWithBlocksOf(bytesOfBlocks));
    made.add(new Both(empty, new NaiveLog(base, List.of())));
    for (Deed deed : deeds) {
      // mostly the newest, so that logs grow; now and then an older one, so that they fork
      int which = deed.which() < 40 ? made.size() - 1 : deed.which() % made.size();
      made.add(done(deed, made.get(which)));
    }
    Random random = new Random(deeds.hashCode());
    for (Both both : made) {
      compare(both.log(), both.naive(), random);
    }
  }

  private static Both done(Deed deed, Both both) {
    NaiveLog naive = both.naive();
    long last = naive.lastIndex();
    return switch (deed.kind()) {
      case APPEND -> append(both, Given.wide(naive.lastTerm() + deed.amount() % 2, last + 1, 1));
      case APPEND_MORE -> {
        Both longer = both;
        for (int i = 0; i < deed.amount(); i++) {
          long first = longer.naive().lastIndex() + 1;
          longer = append(longer, entry(naive.lastTerm(), first, i));
        }
        yield longer;
      }
      case RECONFIGURE ->
          append(
              both,
              new Entry(
                  naive.lastTerm() + 1,
                  last + 1,
                  last,
                  new Payload.Reconfigure(Given.voters("a", "n" + deed.amount()))));
      case TRUNCATE -> {
        long from = Math.max(naive.base().index() + 1, last + 1 - deed.amount() / 4);
        yield new Both(both.log().truncateFrom(from), naive.truncateFrom(from));
      }
      case COMPACT -> {
        long upTo = Math.min(last, naive.base().index() + deed.amount());
        yield naive.isBoundary(upTo)
            ? new Both(both.log().compactTo(upTo), naive.compactTo(upTo))
            : new Both(both.log().compactTo(upTo), naive);
      }
    };
  }

  /** Of one burst, of several, or of a large one. */
  private static Entry entry(long term, long first, int kind) {
    return switch (kind % 6) {
      case 4 -> new Entry(term, first, first, Given.commands("x" + first, "", "yz" + first));
      case 5 -> new Entry(term, first, first, Given.commands("large".repeat(1_000)));
      default -> Given.wide(term, first, 1 + kind % 4);
    };
  }

  private static Both append(Both both, Entry entry) {
    return new Both(both.log().append(entry), both.naive().append(entry));
  }

  private static void compare(Log log, NaiveLog naive, Random random) {
    assertThat(log.base()).isEqualTo(naive.base());
    assertThat(log.lastIndex()).isEqualTo(naive.lastIndex());
    assertThat(log.lastTerm()).isEqualTo(naive.lastTerm());
    assertThat(log.lastStamp()).isEqualTo(naive.lastStamp());
    assertThat(log.entryCount()).isEqualTo(naive.entries().size());
    assertThat(log.configuration()).isEqualTo(naive.configuration());
    assertThat(log.entriesFrom(naive.base().index() + 1, Long.MAX_VALUE))
        .isEqualTo(naive.entries());
    for (long index = naive.base().index(); index <= naive.lastIndex(); index++) {
      assertThat(log.holds(index)).isTrue();
      assertThat(log.termAt(index)).isEqualTo(naive.termAt(index));
      assertThat(log.matches(index, naive.termAt(index))).isEqualTo(naive.isBoundary(index));
      assertThat(log.matches(index, naive.termAt(index) + 1)).isFalse();
      long term = naive.termAt(index) - random.nextInt(3);
      assertThat(log.lastIndexWithin(term, index)).isEqualTo(naive.lastIndexWithin(term, index));
      if (naive.isBoundary(index)) {
        compareAtBoundary(log, naive, index, random);
      }
    }
    assertThat(log.holds(naive.base().index() - 1)).isFalse();
    assertThat(log.holds(naive.lastIndex() + 1)).isFalse();
    assertThat(log.bytesAfter(0)).isEqualTo(naive.bytesAfter(0));
  }

  private static void compareAtBoundary(Log log, NaiveLog naive, long index, Random random) {
    assertThat(log.bytesAfter(index)).isEqualTo(naive.bytesAfter(index));
    assertThat(log.baseAt(index)).isEqualTo(naive.baseAt(index));
    assertThat(log.floor(index)).isEqualTo(index);
    int most = random.nextInt(500);
    assertThat(log.entriesFrom(index + 1, most)).isEqualTo(naive.entriesFrom(index + 1, most));
    long last = Math.min(naive.lastIndex(), index + random.nextInt(20));
    assertThat(log.between(index, last)).isEqualTo(naive.between(index, last));
  }
}
