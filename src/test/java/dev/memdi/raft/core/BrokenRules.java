package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Raft's rules, each broken in turn as somebody might, by the name of the rule. */
final class BrokenRules {
  private BrokenRules() {}

  static Map<String, SafetyRules> byName() {
    Map<String, SafetyRules> broken = new TreeMap<>();
    broken.put("mayVoteFor", new VotesForAnyone());
    broken.put("isUpToDate", new ComparesLengthAlone());
    broken.put("refusesVotes", new VotesWhileItsLeaderLives());
    broken.put("isElected", new IsElectedByHalf());
    broken.put("mayCommitByCounting", new CountsEntriesOfEarlierTerms());
    broken.put("heldByMajority", new IsContentWithLessThanAMajority());
    broken.put("contradicts", new ReplacesWhatAgrees());
    broken.put("followerCommit", new CommitsWhatMayNotAgree());
    broken.put("isSuperseded", new NeverMovesOn());
    broken.put("mayServeReads", new ReadsBeforeItsFirstCommit());
    broken.put("isConfirmed", new ReadsWithoutConfirmation());
    broken.put("holdsLease", new TrustsALeaseForTooLong());
    broken.put("mayChangeMembers", new ChangesMembersAtAnyTime());
    broken.put("inForce", new WaitsForAChangeToBeCommitted());
    broken.put("isStale", new InstallsOldSnapshots());
    broken.put("installed", new KeepsItsConfigurationThroughASnapshot());
    broken.put("mustPersist", new ForgetsItsVote());
    broken.put("mustWait", new AnswersBeforeItIsDurable());
    broken.put("toldAtOnce", new AcknowledgesAtOnce());
    broken.put("heldByLeader", new CountsWhatItsOwnDiskLacks());
    broken.put("remembers", new SpeaksForWhatItMayHaveForgotten());
    broken.put("regainGoal", new CountsAgainTooEarly());
    broken.put("isOfThisLife", new CountsWhatAnEarlierLifeSaid());
    broken.put("mustForce", new ForgetsItsTerm());
    broken.put("answeredBeforeRecovery", new ComesBackWithoutRegardForLeases());
    return broken;
  }

  private record SpeaksForWhatItMayHaveForgotten() implements SafetyRules {
    @Override
    public boolean remembers(Recall recall) {
      return true;
    }
  }

  private record CountsAgainTooEarly() implements SafetyRules {
    @Override
    public long regainGoal(long lastIndex, long commit) {
      return 0;
    }
  }

  private record CountsWhatAnEarlierLifeSaid() implements SafetyRules {
    @Override
    public boolean isOfThisLife(long lifeHeardAt, long sentAt) {
      return true;
    }
  }

  private record ForgetsItsTerm() implements SafetyRules {
    @Override
    public boolean mustForce(Durable change) {
      return false;
    }
  }

  private record ForgetsItsVote() implements SafetyRules {
    @Override
    public boolean mustPersist(Durable change) {
      return !(change instanceof Durable.TermAdvanced);
    }
  }

  private record AnswersBeforeItIsDurable() implements SafetyRules {
    @Override
    public boolean mustWait(Effect effect) {
      return false;
    }
  }

  private record AcknowledgesAtOnce() implements SafetyRules {
    @Override
    public long toldAtOnce(long agreed) {
      return agreed;
    }
  }

  private record CountsWhatItsOwnDiskLacks() implements SafetyRules {
    @Override
    public long heldByLeader(long persisted, long lastIndex) {
      return lastIndex;
    }
  }

  private record ComesBackWithoutRegardForLeases() implements SafetyRules {
    @Override
    public long answeredBeforeRecovery(long now) {
      return RaftCore.NEVER;
    }
  }

  private record VotesForAnyone() implements SafetyRules {
    @Override
    public boolean mayVoteFor(NodeId candidate, Optional<NodeId> alreadyVotedFor) {
      return true;
    }
  }

  private record ComparesLengthAlone() implements SafetyRules {
    @Override
    public boolean isUpToDate(Candidacy candidacy, long lastTerm, long lastIndex) {
      return candidacy.lastIndex() >= lastIndex;
    }
  }

  private record VotesWhileItsLeaderLives() implements SafetyRules {
    @Override
    public boolean refusesVotes(long now, long answeredLeaderAt, long leaseNanos) {
      return false;
    }
  }

  private record IsElectedByHalf() implements SafetyRules {
    @Override
    public boolean isElected(
        Configuration configuration,
        Predicate<NodeId> remembering,
        Predicate<NodeId> supports,
        boolean acceptLoss) {
      long votes = configuration.voters().stream().map(Member::id).filter(supports).count();
      return votes >= configuration.voterCount() / 2;
    }
  }

  private record CountsEntriesOfEarlierTerms() implements SafetyRules {
    @Override
    public boolean mayCommitByCounting(long entryTerm, long currentTerm) {
      return true;
    }
  }

  private record IsContentWithLessThanAMajority() implements SafetyRules {
    @Override
    public long heldByMajority(Configuration configuration, ToLongFunction<NodeId> match) {
      long[] held =
          configuration.voters().stream().map(Member::id).mapToLong(match).sorted().toArray();
      return held[Math.min(held.length - 1, held.length / 2 + 1)];
    }
  }

  private record ReplacesWhatAgrees() implements SafetyRules {
    @Override
    public boolean contradicts(Log log, Entry entry) {
      return true;
    }
  }

  private record CommitsWhatMayNotAgree() implements SafetyRules {
    @Override
    public long followerCommit(long leaderCommit, long lastAgreed, long lastIndex) {
      return Math.min(leaderCommit, lastIndex);
    }
  }

  private record NeverMovesOn() implements SafetyRules {
    @Override
    public boolean isSuperseded(long ownTerm, long seenTerm) {
      return false;
    }
  }

  private record ReadsBeforeItsFirstCommit() implements SafetyRules {
    @Override
    public boolean mayServeReads(long commit, long firstIndexOfTerm) {
      return true;
    }
  }

  private record ReadsWithoutConfirmation() implements SafetyRules {
    @Override
    public boolean isConfirmed(long requestedAt, long majorityConfirmedAt) {
      return true;
    }
  }

  private record TrustsALeaseForTooLong() implements SafetyRules {
    @Override
    public boolean holdsLease(
        long now, long majorityConfirmedAt, Parameters parameters, boolean forfeited) {
      return majorityConfirmedAt != RaftCore.NEVER
          && now - majorityConfirmedAt < parameters.leaseNanos() * 3 / 2;
    }
  }

  private record ChangesMembersAtAnyTime() implements SafetyRules {
    @Override
    public boolean mayChangeMembers(long commit, long firstIndexOfTerm, long configurationIndex) {
      return true;
    }
  }

  private record WaitsForAChangeToBeCommitted() implements SafetyRules {
    @Override
    public Configuration inForce(Log log, long commit) {
      return log.configurationIndex() > commit
          ? log.truncateFrom(log.configurationIndex()).configuration()
          : log.configuration();
    }
  }

  private record InstallsOldSnapshots() implements SafetyRules {
    @Override
    public boolean isStale(Log.Base image, long commit) {
      return false;
    }
  }

  private record KeepsItsConfigurationThroughASnapshot() implements SafetyRules {
    @Override
    public Log.Base installed(Log.Base image, Configuration before) {
      return new Log.Base(image.index(), image.term(), image.stamp(), before);
    }
  }
}
