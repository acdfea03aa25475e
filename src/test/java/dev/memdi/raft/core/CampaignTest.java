package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A candidate's tally. */
class CampaignTest {
  private static final Candidacy CANDIDACY = new Candidacy(Given.id("a"), 4, 2, 7, false);

  private final Campaign poll =
      Campaign.poll(CANDIDACY, true, Given.voters("a", "b", "c", "d", "e"));

  private static Campaign yes(Campaign campaign, String voter) {
    return campaign.supportedBy(Given.id(voter), true, 4, campaign.isCanvass());
  }

  @Test
  void isWonWithAMajorityOfTheVoters() {
    Campaign two = yes(poll, "b");
    assertThat(two.isWon(false)).isFalse();

    Campaign three = yes(two, "c");

    assertThat(three.isWon(false)).isTrue();
    assertThat(three.supporters()).isEqualTo(List.of(Given.id("a"), Given.id("b"), Given.id("c")));
  }

  @Test
  void aVoterCountsOnce() {
    assertThat(yes(yes(poll, "b"), "b").isWon(false)).isFalse();
  }

  @Test
  void strangersCountForNothing() {
    assertThat(yes(yes(poll, "x"), "b2").isWon(false)).isFalse();
  }

  @Test
  void anAnswerCountsOnlyForTheQuestionThatIsAsked() {
    assertThat(poll.supportedBy(Given.id("b"), true, 3, false)).isEqualTo(poll);
    assertThat(poll.supportedBy(Given.id("b"), true, 4, true)).isEqualTo(poll);
    Campaign canvass = Campaign.canvass(CANDIDACY, true, poll.configuration());
    assertThat(canvass.supportedBy(Given.id("b"), true, 4, false)).isEqualTo(canvass);
  }

  @Test
  void isReportedOnce() {
    Campaign won = yes(yes(poll, "b"), "c");

    assertThat(won.concluded().isWon(false)).isFalse();
    assertThat(yes(won.concluded(), "d").isWon(false)).isFalse();
  }

  @Test
  void theOnlyVoterWinsAtOnce() {
    assertThat(Campaign.poll(CANDIDACY, true, Given.voters("a")).isWon(false)).isTrue();
  }
}
