package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A follower takes in a snapshot, chunk by chunk. */
@Tag("raft-7")
class ImageInstallTest {
  private static final Log.Base BASE = new Log.Base(10, 2, 500, Given.voters("a", "b", "c", "d"));
  private static final Log.Base NEWER = new Log.Base(12, 2, 600, Given.voters("a", "b", "c", "d"));

  private final Subject follower = Subject.follower(2, 1, 1, 1);

  private static Message.ImageChunk chunk(Log.Base base, int chunk) {
    return chunk(2, base, chunk);
  }

  private static Message.ImageChunk chunk(long term, Log.Base base, int chunk) {
    return new Message.ImageChunk(term, base, chunk, 3, Bytes.EMPTY, 77, 1_000);
  }

  private int nextChunk() {
    return follower.answer("b", Message.ImageProgress.class).nextChunk();
  }

  private void install() {
    for (int i = 0; i < 3; i++) {
      follower.hear("b", chunk(BASE, i));
    }
  }

  @Test
  void keepsTheChunksInOrderAndThenReplacesItsLog() {
    follower.hear("b", chunk(BASE, 0));
    assertThat(follower.effect(Effect.KeepChunk.class).message().chunk()).isZero();
    assertThat(nextChunk()).isEqualTo(1);
    follower.hear("b", chunk(BASE, 1));
    assertThat(nextChunk()).isEqualTo(2);
    follower.hear("b", chunk(BASE, 2));

    assertThat(follower.effect(Effect.InstallImage.class).base()).isEqualTo(BASE);
    assertThat(follower.last.persist()).containsExactly(new Durable.ImageInstalled(BASE));
    assertThat(follower.answer("b", Message.Appended.class).match()).isEqualTo(10);
    assertThat(follower.core.log().base()).isEqualTo(BASE);
    assertThat(follower.core.log().lastIndex()).isEqualTo(10);
    assertThat(follower.core.commit()).isEqualTo(10);
  }

  @Test
  @Tag("raft-figure-13")
  void takesTheConfigurationFromTheSnapshot() {
    install();

    assertThat(follower.core.configuration()).isEqualTo(BASE.configuration());
    assertThat(follower.effect(Effect.Reconfigured.class).configuration())
        .isEqualTo(BASE.configuration());
  }

  @Test
  void doesNotKeepAChunkTwice() {
    follower.hear("b", chunk(BASE, 0));
    follower.hear("b", chunk(BASE, 0));

    assertThat(follower.effects(Effect.KeepChunk.class)).isEmpty();
    assertThat(nextChunk()).isEqualTo(1);
  }

  @Test
  void doesNotKeepAChunkBeforeItsTurn() {
    follower.hear("b", chunk(BASE, 1));

    assertThat(follower.effects(Effect.KeepChunk.class)).isEmpty();
    assertThat(nextChunk()).isZero();
  }

  @Test
  void saysThatItHasTheSnapshotWhenAChunkComesLate() {
    install();

    follower.hear("b", chunk(BASE, 2));

    assertThat(follower.effects(Effect.InstallImage.class)).isEmpty();
    assertThat(follower.answer("b", Message.Appended.class).match()).isEqualTo(10);
  }

  @Test
  void aBeatBetweenChunksDoesNotBeginTheSnapshotAnew() {
    follower.hear("b", chunk(BASE, 0));
    follower.hear("b", new Message.Append(2, 10, 2, List.of(), 10, 78, 1_000));

    follower.hear("b", chunk(BASE, 1));

    assertThat(nextChunk()).isEqualTo(2);
  }

  @Test
  void aNewerSnapshotTakesThePlaceOfOneThatArrives() {
    follower.hear("b", chunk(BASE, 0));

    follower.hear("b", chunk(NEWER, 0));

    follower.effect(Effect.KeepChunk.class);
    assertThat(follower.answer("b", Message.ImageProgress.class).imageIndex()).isEqualTo(12);
  }

  @Test
  void aChunkOfAnOlderSnapshotDoesNotDisturbOneThatArrives() {
    follower.hear("b", chunk(NEWER, 0));

    follower.hear("b", chunk(BASE, 0));
    assertThat(follower.effects(Effect.KeepChunk.class)).isEmpty();
    follower.hear("b", chunk(NEWER, 1));

    assertThat(nextChunk()).isEqualTo(2);
  }

  @Test
  void beginsAnewWithTheNextLeader() {
    follower.hear("b", chunk(BASE, 0));

    follower.hear("c", chunk(3, BASE, 1));

    assertThat(follower.effects(Effect.KeepChunk.class)).isEmpty();
    assertThat(follower.answer("c", Message.ImageProgress.class).nextChunk()).isZero();
  }

  @Test
  @Tag("raft-figure-13")
  void keepsTheEntriesThatFollowASnapshotItAlreadyHolds() {
    Subject a = Subject.follower(2, 1, 1, 1);

    a.hear("b", chunk(new Log.Base(2, 1, 0, Given.voters("a", "b", "c")), 0));

    assertThat(a.core.log().lastIndex()).isEqualTo(3);
    assertThat(a.core.commit()).isEqualTo(2);
    assertThat(a.answer("b", Message.Appended.class).match()).isEqualTo(2);
    assertThat(a.effects(Effect.KeepChunk.class)).isEmpty();
  }

  @Test
  @Tag("raft-figure-13")
  void replacesAnEntryOfAnotherTermAtTheSnapshotsEnd() {
    Subject a = Subject.follower(2, 1, 1, 1);
    Log.Base base = new Log.Base(3, 2, 0, Given.voters("a", "b", "c"));

    for (int i = 0; i < 3; i++) {
      a.hear("b", chunk(base, i));
    }

    assertThat(a.core.log().base()).isEqualTo(base);
  }

  @Test
  void aSnapshotBehindItsCommitChangesNothing() {
    follower.withLog(Given.logOf(new Log.Base(20, 2, 0, Given.voters("a", "b", "c")), List.of()));

    follower.hear("b", chunk(BASE, 0));

    assertThat(follower.core.log().baseIndex()).isEqualTo(20);
    assertThat(follower.last.persist()).isEmpty();
    assertThat(follower.answer("b", Message.Appended.class).match()).isEqualTo(10);
  }
}
