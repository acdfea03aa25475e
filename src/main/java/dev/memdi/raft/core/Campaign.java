package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A candidate's tally: whom it asked for what, and who said yes. */
public sealed interface Campaign {
  /** No campaign. */
  record None() implements Campaign {}

  /** Under way, but nobody is being asked at the moment. */
  record Preparing() implements Campaign {}

  /**
   * Voters are being asked.
   *
   * @param canvass whether they would vote, rather than for their votes
   * @param reported the majority has been reported
   */
  record Asking(
      Candidacy standing,
      Configuration voters,
      boolean canvass,
      List<NodeId> supporting,
      boolean reported)
      implements Campaign {
    public Asking {
      supporting = List.copyOf(supporting);
    }
  }

  static Campaign canvass(Candidacy candidacy, Configuration configuration) {
    return new Asking(candidacy, configuration, true, List.of(candidacy.candidate()), false);
  }

  static Campaign poll(Candidacy candidacy, Configuration configuration) {
    return new Asking(candidacy, configuration, false, List.of(candidacy.candidate()), false);
  }

  private Optional<Asking> asking() {
    return this instanceof Asking asking ? Optional.of(asking) : Optional.empty();
  }

  default boolean isUnderWay() {
    return !(this instanceof None);
  }

  default boolean isCanvass() {
    return asking().map(Asking::canvass).orElse(false);
  }

  /** What the candidate stands with; only while voters are being asked. */
  default Candidacy candidacy() {
    return asking().orElseThrow().standing();
  }

  default Configuration configuration() {
    return asking().map(Asking::voters).orElse(Configuration.NONE);
  }

  default List<NodeId> supporters() {
    return asking().map(Asking::supporting).orElse(List.of());
  }

  /** A yes counts once, and only for the question that is being asked. */
  default Campaign supportedBy(NodeId voter, long inTerm, boolean toCanvass) {
    if (this instanceof Asking a
        && a.canvass() == toCanvass
        && a.standing().term() == inTerm
        && !a.supporting().contains(voter)) {
      List<NodeId> more = new ArrayList<>(a.supporting());
      more.add(voter);
      return new Asking(a.standing(), a.voters(), a.canvass(), more, a.reported());
    }
    return this;
  }

  /** A majority said yes, and that has not been reported yet. */
  default boolean isWon() {
    return this instanceof Asking a
        && !a.reported()
        && a.voters().majority(a.supporting()::contains);
  }

  default Campaign concluded() {
    return this instanceof Asking a
        ? new Asking(a.standing(), a.voters(), a.canvass(), a.supporting(), true)
        : this;
  }
}
