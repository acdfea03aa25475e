package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;

/**
 * Notices, from what voters answer to campaigns, that too many of them may have forgotten what they
 * acknowledged for anyone to be elected without risking a loss; and that this is over.
 */
final class LostMajority {
  private final Surroundings surroundings;
  private final int shard;
  private final Logger log;
  private final TreeSet<NodeId> forgetful = new TreeSet<>();
  private boolean told;

  LostMajority(Surroundings surroundings, int shard, Logger log) {
    this.surroundings = surroundings;
    this.shard = shard;
    this.log = log;
  }

  /** A voter, which may be this replica, has said whether it has all that it acknowledged. */
  void heard(NodeId voter, boolean remembers) {
    if (remembers) {
      forgetful.remove(voter);
    } else {
      forgetful.add(voter);
    }
  }

  /** Whether anyone is known to have forgotten something: then every member has to be asked. */
  boolean isAnyoneForgetful() {
    return !forgetful.isEmpty();
  }

  /** Nobody was elected (yet) by these voters. */
  void judge(Configuration voters) {
    if (told || forgetful.isEmpty() || voters.voters().isEmpty()) {
      return;
    }
    if (!voters.meetsEveryMajority(id -> !forgetful.contains(id))) {
      told = true;
      List<NodeId> members = new ArrayList<>(voters.members().stream().map(Member::id).toList());
      log.error(
          "shard {}: lost its majority: {} stopped without warning, and may lack writes that they"
              + " acknowledged. {}",
          shard,
          forgetful,
          surroundings.parameters().acceptLoss()
              ? "Goes on from the longest log as soon as all of " + members + " answer."
              : "Waits, for memdi.cluster.on-majority-loss is wait: with continue it would go on"
                  + " from the longest log that is left.");
      surroundings.listener().majorityLost(shard, true);
    }
  }

  /** There is a leader. */
  void over() {
    forgetful.clear();
    if (told) {
      told = false;
      surroundings.listener().majorityLost(shard, false);
    }
  }
}
