package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A log by example; {@link LogPropertiesTest} has the rest. */
class LogTest {
  private static final Log.Base BASE = new Log.Base(10, 2, 100, Given.voters("a"));

  private final Log log =
      Given.logOf(BASE, List.of(Given.wide(2, 11, 3), Given.wide(3, 14, 1), Given.wide(5, 15, 4)));

  @Test
  void beginsAfterItsBase() {
    Log empty = Log.startingAt(BASE);

    assertThat(empty.lastIndex()).isEqualTo(10);
    assertThat(empty.lastTerm()).isEqualTo(2);
    assertThat(empty.lastStamp()).isEqualTo(100);
    assertThat(empty.configuration()).isEqualTo(Given.voters("a"));
    assertThat(empty.matches(10, 2)).isTrue();
    assertThat(empty.bytes()).isZero();
    assertThat(empty.entriesFrom(11, 1_000)).isEmpty();
  }

  @Test
  void anEntryFollowsTheLastOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> log.append(Given.entry(5, 18)));
    assertThatIllegalArgumentException().isThrownBy(() -> log.append(Given.entry(5, 20)));
    assertThat(log.append(Given.entry(5, 19)).lastIndex()).isEqualTo(19);
  }

  @Test
  void agreesOnlyAtTheEndOfAnEntry() {
    assertThat(log.matches(13, 2)).isTrue();
    assertThat(log.matches(12, 2)).as("in the middle").isFalse();
    assertThat(log.matches(13, 3)).as("another term").isFalse();
    assertThat(log.matches(9, 2)).as("compacted away").isFalse();
    assertThat(log.matches(19, 5)).as("beyond the end").isFalse();
    assertThat(log.floor(17)).isEqualTo(14);
    assertThat(log.floor(18)).isEqualTo(18);
  }

  @Test
  void hintsAtTheLastIndexOfATermOrBefore() {
    assertThat(log.lastIndexWithin(4, 18)).isEqualTo(14);
    assertThat(log.lastIndexWithin(2, 18)).isEqualTo(13);
    assertThat(log.lastIndexWithin(2, 12)).isEqualTo(12);
    assertThat(log.lastIndexWithin(9, 99)).isEqualTo(18);
    assertThat(log.lastIndexWithin(1, 18)).as("not below the base").isEqualTo(10);
    assertThat(log.lastIndexWithin(1, 4)).as("below the base already").isEqualTo(4);
  }

  @Test
  void truncatesWholeEntries() {
    assertThat(log.truncateFrom(16).lastIndex()).isEqualTo(14);
    assertThat(log.truncateFrom(11).lastIndex()).isEqualTo(10);
    assertThat(log.truncateFrom(19)).isSameAs(log);
    assertThatIllegalArgumentException().isThrownBy(() -> log.truncateFrom(10));
  }

  @Test
  void compactsWholeEntries() {
    Log compacted = log.compactTo(14);

    assertThat(compacted.base()).isEqualTo(new Log.Base(14, 3, 14, Given.voters("a")));
    assertThat(compacted.lastIndex()).isEqualTo(18);
    assertThat(log.compactTo(16)).as("in the middle of an entry").isSameAs(log);
    assertThat(log.compactTo(10)).isSameAs(log);
    assertThatIllegalArgumentException().isThrownBy(() -> compacted.termAt(13));
    assertThat(compacted.termAt(14)).isEqualTo(3);
  }

  @Test
  void sendsAtLeastOneEntryHoweverLarge() {
    assertThat(log.entriesFrom(11, 0)).hasSize(1);
    assertThat(log.entriesFrom(11, Long.MAX_VALUE)).hasSize(3);
    assertThat(log.entriesFrom(19, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void knowsTheEntriesBetweenTwoIndices() {
    assertThat(log.between(10, 14)).extracting(Entry::first).containsExactly(11L, 14L);
    assertThat(log.between(14, 14)).isEmpty();
    assertThat(log.between(13, 18)).extracting(Entry::first).containsExactly(14L, 15L);
  }

  @Test
  void knowsTheEndOfItsFirstHalf() {
    assertThat(log.middle(18)).isEqualTo(13);
    assertThat(log.append(Given.entry(5, 19)).middle(19)).isEqualTo(14);
    assertThat(log.middle(14)).isEqualTo(13);
    assertThat(log.middle(13)).as("one entry is not halved").isEqualTo(10);
    assertThat(log.middle(10)).isEqualTo(10);
  }

  @Test
  void aConfigurationIsInForceUntilItIsTruncated() {
    Log changed =
        log.append(new Entry(5, 19, 0, new Payload.Reconfigure(Given.voters("a", "b"))))
            .append(Given.entry(5, 20));

    assertThat(changed.configuration()).isEqualTo(Given.voters("a", "b"));
    assertThat(changed.configurationIndex()).isEqualTo(19);
    assertThat(changed.truncateFrom(20).configuration()).isEqualTo(Given.voters("a", "b"));
    assertThat(changed.truncateFrom(19).configuration()).isEqualTo(Given.voters("a"));
    assertThat(changed.truncateFrom(19).configurationIndex()).isEqualTo(10);
    assertThat(changed.compactTo(19).base().configuration()).isEqualTo(Given.voters("a", "b"));
    assertThat(changed.baseAt(18).configuration()).isEqualTo(Given.voters("a"));
  }

  @Test
  void twoContinuationsOfOneLogDoNotDisturbEachOther() {
    Log one = log.append(Given.wide(6, 19, 2));
    Log other = log.append(Given.wide(7, 19, 3)).append(Given.entry(7, 22));

    assertThat(one.lastTerm()).isEqualTo(6);
    assertThat(one.lastIndex()).isEqualTo(20);
    assertThat(other.termAt(21)).isEqualTo(7);
    assertThat(log.lastIndex()).isEqualTo(18);
  }
}
