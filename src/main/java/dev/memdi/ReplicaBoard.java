package dev.memdi;

import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.LossLedger;
import dev.memdi.raft.core.LossRules;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Progress;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;
import dev.memdi.store.StateMachine;
import dev.memdi.store.StoreListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One replica's latest state: written by its replicator's and its store's threads, read by any. */
final class ReplicaBoard implements StoreListener {
  /**
   * A core and what its log says, read on its owner's thread: logs share arrays that only their
   * owner may look into.
   */
  private record Seen(RaftCore core, long lastIndex, long logBytes) {}

  private final int shard;
  private volatile @Nullable Seen seen;
  private final AtomicReference<LossLedger> losses =
      new AtomicReference<>(LossLedger.empty(LossRules.SOUND));
  private volatile @Nullable Throwable failure;
  private volatile boolean majorityLost;
  private volatile boolean setAside;
  private volatile long appliedIndex;
  private volatile long keys;
  private volatile long bytes;

  ReplicaBoard(int shard) {
    this.shard = shard;
  }

  void stepped(RaftCore before, Step step, Clock clock) {
    RaftCore core = step.next();
    seen = new Seen(core, core.log().lastIndex(), core.log().bytes());
    long millis = clock.epochMillis();
    losses.updateAndGet(ledger -> ledger.after(before, step, millis));
  }

  /** What was removed from its log, also by its earlier families. */
  LossLedger losses() {
    return losses.get();
  }

  /** What was seen is no more. */
  void suspended() {
    seen = null;
  }

  void majorityLost(boolean lost) {
    majorityLost = lost;
  }

  void setAside(boolean there) {
    setAside = there;
  }

  /** Whether a damaged log is kept until this replica is healed. */
  boolean hasSetAside() {
    return setAside;
  }

  /** Whether too many voters may have forgotten what they acknowledged to elect a leader. */
  boolean hasLostMajority() {
    return majorityLost;
  }

  /** Whether this replica may have forgotten what it acknowledged, and was not caught up yet. */
  boolean isForgetful() {
    Seen last = seen;
    return last != null && !last.core.remembers();
  }

  private Status.Recall recall() {
    if (majorityLost) {
      return Status.Recall.MAJORITY_LOST;
    }
    if (setAside) {
      return Status.Recall.DAMAGED;
    }
    return isForgetful() ? Status.Recall.PARTIAL : Status.Recall.COMPLETE;
  }

  void failed(Throwable cause) {
    failure = cause;
  }

  @Override
  public void applying(StateMachine state) {
    if (losses.get().asks()) {
      losses.updateAndGet(ledger -> ledger.after(state.appliedIndex(), state::isSettled));
    }
  }

  @Override
  public void applied(long firstIndex, long lastIndex, StateMachine state) {
    look(state);
  }

  @Override
  public void installed(StateMachine state) {
    look(state);
  }

  private void look(StateMachine state) {
    appliedIndex = state.appliedIndex();
    keys = state.keys();
    bytes = state.bytes();
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  long term() {
    Seen last = seen;
    return last == null ? 0 : last.core.term();
  }

  long commitIndex() {
    Seen last = seen;
    return last == null ? 0 : last.core.commit();
  }

  long logBytes() {
    Seen last = seen;
    return last == null ? 0 : last.logBytes;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  long keys() {
    return keys;
  }

  long bytes() {
    return bytes;
  }

  Status.Role role() {
    Seen last = seen;
    return last == null ? Status.Role.UNBORN : role(last.core);
  }

  Optional<Status.Replica> replica() {
    if (failure != null) {
      return Optional.empty();
    }
    Seen last = seen;
    return Optional.of(
        last == null
            ? new Status.Replica(
                shard,
                Status.Role.UNBORN,
                recall(),
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                appliedIndex,
                0,
                keys,
                List.of())
            : new Status.Replica(
                shard,
                role(last.core),
                recall(),
                last.core.term(),
                last.core.vote(),
                last.core.leader(),
                last.core.commit(),
                appliedIndex,
                last.lastIndex,
                keys,
                peers(last)));
  }

  private static Status.Role role(RaftCore core) {
    Configuration configuration = core.configuration();
    return switch (core.role()) {
      case Role.Leader leader -> Status.Role.LEADER;
      case Role.Candidate candidate -> Status.Role.CANDIDATE;
      case Role.Follower follower -> {
        if (!configuration.isMember(core.self())) {
          yield Status.Role.UNBORN;
        }
        yield configuration.isVoter(core.self()) ? Status.Role.FOLLOWER : Status.Role.LEARNER;
      }
    };
  }

  private static List<Status.Peer> peers(Seen seen) {
    return seen.core.configuration().members().stream()
        .map(member -> new Status.Peer(member.id(), member.voter(), lag(seen, member)))
        .toList();
  }

  private static Optional<Long> lag(Seen seen, Member member) {
    NodeId id = member.id();
    if (!(seen.core.role() instanceof Role.Leader leader)) {
      return Optional.empty();
    }
    if (id.equals(seen.core.self())) {
      return Optional.of(0L);
    }
    return Optional.ofNullable(leader.peers().get(id))
        .map(Progress::match)
        .map(match -> Math.max(0, seen.lastIndex - match));
  }
}
