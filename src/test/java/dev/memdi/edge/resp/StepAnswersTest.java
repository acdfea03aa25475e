package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepAnswersTest {
  private static final Outcome WRITTEN = done(new Result.Written(new Revision(1), true));
  private static final Outcome MISSING = done(new Result.Missing());
  private static final Outcome BUSY = new Outcome.Refused(new Refusal.Busy("the queue"));
  private static final Outcome FAILED =
      new Outcome.Refused(new Refusal.ConditionFailed(Key.utf8("k"), Revision.NONE));

  @Test
  void whatWasDoneInPartIsNotSaidToBeUndone() {
    assertFails("UNKNOWN done in part: BUSY the queue is full: try again later", WRITTEN, BUSY);
    assertFails("UNKNOWN done in part: BUSY", BUSY, WRITTEN);
    assertFails("BUSY ", BUSY, BUSY);
    assertFails("BUSY ", MISSING, BUSY);
    assertFails("UNKNOWN the write may have been done: gone", new Outcome.Unknown("gone"));
    assertThatCode(() -> answers(WRITTEN, MISSING).all()).doesNotThrowAnyException();
  }

  @Test
  void aConditionThatFailsIsNoError() {
    assertThat(answers(FAILED).held(0)).isFalse();
    assertThat(answers(FAILED).lacked(0)).isTrue();
    assertThat(answers(WRITTEN).held(0)).isTrue();
    assertThatThrownBy(() -> answers(BUSY).held(0)).hasMessageStartingWith("BUSY ");
  }

  private static void assertFails(String begin, Outcome... outcomes) {
    assertThatThrownBy(() -> answers(outcomes).all())
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith(begin);
  }

  private static StepAnswers answers(Outcome... outcomes) {
    return new StepAnswers(List.of(outcomes));
  }

  private static Outcome done(Result result) {
    return new Outcome.Done(result, new Assurance.Acknowledged(Ack.QUORUM));
  }
}
