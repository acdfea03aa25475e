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
   * @param supporting who said yes and remembers all that it has acknowledged
   * @param forgetful who said yes and may not
   * @param reported the election has been reported
   */
  record Asking(
      Candidacy standing,
      Configuration voters,
      boolean canvass,
      List<NodeId> supporting,
      List<NodeId> forgetful,
      boolean reported)
      implements Campaign {
    public Asking {
      supporting = List.copyOf(supporting);
      forgetful = List.copyOf(forgetful);
    }

    private static Asking begun(
        Candidacy candidacy, boolean remembers, Configuration voters, boolean canvass) {
      Asking nobody = new Asking(candidacy, voters, canvass, List.of(), List.of(), false);
      return nobody.and(candidacy.candidate(), remembers);
    }

    private Asking and(NodeId voter, boolean remembers) {
      return new Asking(
          standing,
          voters,
          canvass,
          remembers ? with(supporting, voter) : supporting,
          remembers ? forgetful : with(forgetful, voter),
          reported);
    }

    private static List<NodeId> with(List<NodeId> some, NodeId voter) {
      List<NodeId> more = new ArrayList<>(some);
      more.add(voter);
      return more;
    }

    boolean isSupportedBy(NodeId voter) {
      return supporting.contains(voter) || forgetful.contains(voter);
    }
  }

  /**
   * @param remembers whether the candidate has all that it has acknowledged
   */
  static Campaign canvass(Candidacy candidacy, boolean remembers, Configuration configuration) {
    return Asking.begun(candidacy, remembers, configuration, true);
  }

  static Campaign poll(Candidacy candidacy, boolean remembers, Configuration configuration) {
    return Asking.begun(candidacy, remembers, configuration, false);
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

  /** Supporters who may have forgotten what they acknowledged. */
  default List<NodeId> forgetfulSupporters() {
    return asking().map(Asking::forgetful).orElse(List.of());
  }

  /** A yes counts once, and only for the question that is being asked. */
  default Campaign supportedBy(NodeId voter, boolean remembers, long inTerm, boolean toCanvass) {
    return this instanceof Asking a
            && a.canvass() == toCanvass
            && a.standing().term() == inTerm
            && !a.isSupportedBy(voter)
        ? a.and(voter, remembers)
        : this;
  }

  /**
   * Enough said yes ({@link Configuration#elects}), and that has not been reported yet.
   *
   * @param acceptLoss see {@link Parameters#acceptLoss}
   */
  default boolean isWon(boolean acceptLoss) {
    return this instanceof Asking a
        && !a.reported()
        && a.voters().elects(a.supporting()::contains, a::isSupportedBy, acceptLoss);
  }

  default Campaign concluded() {
    return this instanceof Asking a
        ? new Asking(a.standing(), a.voters(), a.canvass(), a.supporting(), a.forgetful(), true)
        : this;
  }
}
