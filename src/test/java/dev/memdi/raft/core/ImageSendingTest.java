package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A leader sends a snapshot to a member that lacks what is compacted away. */
@Tag("raft-7")
class ImageSendingTest {
  private static final int CHUNKS = 5;

  /** Leads b and c; has compacted what b, which has nothing, would need. */
  private final Subject leader = compacted();

  private static Subject compacted() {
    Subject a = Subject.leader("b", "c");
    a.propose("x");
    a.propose("y");
    a.persisted().acknowledged("c");
    a.tell(new Input.Compact(a.core.commit()));
    return a;
  }

  private void bHasNothing() {
    long previous = leader.progress("b").next() - 1;
    leader.hear("b", new Message.Rejected(1, previous, 0, 0, leader.now));
  }

  private Log.Base capture() {
    Log.Base base = leader.core.log().baseAt(leader.core.commit());
    leader.tell(new Input.ImageCaptured(base, CHUNKS));
    return base;
  }

  private List<Integer> chunksSent() {
    return leader.sent("b", Message.ImageChunk.class).stream()
        .map(Message.ImageChunk::chunk)
        .toList();
  }

  private void progress(int nextChunk, long sentAt) {
    leader.hear(
        "b", new Message.ImageProgress(1, leader.core.log().baseIndex(), nextChunk, sentAt));
  }

  private Role.ImageState image() {
    return leader.office().image();
  }

  @Test
  void asksForASnapshotOnce() {
    bHasNothing();

    leader.effect(Effect.CaptureImage.class);
    assertThat(leader.progress("b").mode()).isInstanceOf(Progress.Mode.Installing.class);
    leader.tell(new Input.Beat());
    assertThat(leader.effects(Effect.CaptureImage.class)).isEmpty();
  }

  @Test
  void sendsNoMoreChunksThanTheWindowAllows() {
    bHasNothing();
    capture();
    assertThat(chunksSent()).containsExactly(0, 1);

    progress(1, leader.now);
    assertThat(chunksSent()).containsExactly(2);
  }

  @Test
  void saysThatItLivesWhileItWaitsForChunksToBeAnswered() {
    bHasNothing();
    capture();

    leader.tell(new Input.Beat());

    assertThat(leader.appends("b")).hasSize(1);
  }

  @Test
  void repeatsChunksThatNobodyAnswers() {
    bHasNothing();
    capture();
    progress(1, leader.now);

    leader.after(110).tell(new Input.Beat());

    assertThat(chunksSent()).containsExactly(1, 2);
  }

  @Test
  void anAnswerThatWasOvertakenByALaterOneSendsNothingAgain() {
    bHasNothing();
    capture();
    long sentAt = leader.now;
    leader.after(5);
    progress(2, sentAt);
    assertThat(chunksSent()).containsExactly(2, 3);

    leader.after(5);
    progress(1, sentAt);

    assertThat(chunksSent()).isEmpty();
  }

  @Test
  void goesBackWithAFollowerThatBeganAnew() {
    bHasNothing();
    capture();
    progress(2, leader.now);
    leader.after(110).tell(new Input.Beat());
    assertThat(chunksSent()).containsExactly(2, 3);

    progress(0, leader.now);

    assertThat(chunksSent()).containsExactly(0, 1);
  }

  @Test
  void followsTheSnapshotWithTheEntriesAfterIt() {
    bHasNothing();
    Log.Base base = capture();
    leader.propose("z");

    leader.acknowledged("b", base.index());

    assertThat(leader.progress("b").mode()).isInstanceOf(Progress.Mode.Streaming.class);
    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(base.index()))
        .satisfies(append -> assertThat(append.entries()).hasSize(1));
    assertThat(image()).isInstanceOf(Role.ImageState.None.class);
  }

  @Test
  void compactsNothingThatMustFollowASnapshotUnderWay() {
    bHasNothing();
    Log.Base base = capture();
    leader.propose("z");
    leader.persisted().acknowledged("c");

    leader.tell(new Input.Compact(leader.core.commit()));

    assertThat(leader.core.log().baseIndex()).isEqualTo(base.index());
  }

  @Test
  void asksAgainIfTheSnapshotIsOlderThanItsLog() {
    Log.Base early = new Log.Base(1, 1, 0, Given.voters("a", "b", "c"));
    bHasNothing();

    leader.tell(new Input.ImageCaptured(early, CHUNKS));

    leader.effect(Effect.CaptureImage.class);
    assertThat(chunksSent()).isEmpty();
    capture();
    assertThat(chunksSent()).containsExactly(0, 1);
  }

  @Test
  void aNewerSnapshotTakesThePlaceOfOneThatWasCapturedForAnEarlierOffice() {
    bHasNothing();
    capture();
    leader.propose("z");
    leader.persisted().acknowledged("c");

    capture();

    assertThat(chunksSent()).containsExactly(0, 1);
    assertThat(leader.sent("b", Message.ImageChunk.class))
        .extracting(chunk -> chunk.base().index())
        .containsOnly(leader.core.commit());
  }

  @Test
  void keepsNoSnapshotForAMemberThatIsGone() {
    bHasNothing();
    capture();

    leader.acknowledged("c");
    leader.tell(new Input.Change(new MembershipChange.Remove(Given.id("b"), false)));

    assertThat(image()).isInstanceOf(Role.ImageState.None.class);
  }

  @Test
  void keepsNoSnapshotForAMemberThatIsSilent() {
    bHasNothing();
    capture();
    leader.propose("z");
    leader.persisted();

    silence(250);

    assertThat(image()).isInstanceOf(Role.ImageState.None.class);
    leader.tell(new Input.Compact(leader.core.commit()));
    assertThat(leader.core.log().baseIndex()).isEqualTo(leader.core.commit());
    leader.tell(new Input.Beat());
    assertThat(leader.effects(Effect.CaptureImage.class)).isEmpty();
    assertThat(leader.appends("b")).as("it goes on saying that it lives").hasSize(1);
  }

  @Test
  void beginsAnewOnceASilentMemberAnswers() {
    bHasNothing();
    capture();
    silence(250);

    leader.hear("b", new Message.Rejected(1, leader.core.log().baseIndex(), 0, 0, leader.now));
    leader.tell(new Input.Beat());

    leader.effect(Effect.CaptureImage.class);
  }

  @Test
  void aSnapshotForNobodyIsDropped() {
    bHasNothing();
    leader.acknowledged("b");

    capture();

    assertThat(image()).isInstanceOf(Role.ImageState.None.class);
    assertThat(leader.effects(Effect.Send.class)).isEmpty();
  }

  /** Only c answers for so long. */
  private void silence(long millis) {
    for (long passed = 0; passed < millis; passed += 50) {
      leader.after(50).acknowledged("c");
      leader.tell(new Input.Beat());
    }
  }
}
