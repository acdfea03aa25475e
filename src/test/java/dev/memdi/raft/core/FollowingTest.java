package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The follower's side of the log. */
class FollowingTest {
  private static Message.Append beat(long term, long previousIndex, long previousTerm) {
    return new Message.Append(term, previousIndex, previousTerm, java.util.List.of(), 0, 77, 1_000);
  }

  @Test
  @Tag("raft-5.1")
  void aMessageOfAnEarlierTermIsRejectedAndConfirmsNothing() {
    Subject a = Subject.follower(3, 1, 2);

    a.hear("b", beat(2, 2, 2));

    Message.Rejected answer = a.answer("b", Message.Rejected.class);
    assertThat(answer.term()).isEqualTo(3);
    assertThat(answer.sentAt()).isEqualTo(RaftCore.NEVER);
    assertThat(a.core.answeredLeaderAt()).isEqualTo(RaftCore.NEVER);
    assertThat(a.core.leader()).isEmpty();
  }
}
