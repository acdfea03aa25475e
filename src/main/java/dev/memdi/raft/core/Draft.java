package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A replica's state while one step works on it. Lives no longer than the step. */
final class Draft {
  final RaftCore before;
  final long now;
  final NodeId self;
  final Parameters parameters;
  final SafetyRules rules;

  long term;
  Optional<NodeId> vote;
  Log log;
  long commit;
  Role role;
  long answeredLeaderAt;
  ShardClock clock;
  Recall recall;

  private final List<Durable> persist = new ArrayList<>();
  private final List<Entry> appended = new ArrayList<>(); // the latest, not in persist yet
  private final List<Effect> effects = new ArrayList<>();
  private final List<Effect> replies = new ArrayList<>();

  Draft(RaftCore before, long now) {
    this.before = before;
    this.now = now;
    self = before.self();
    parameters = before.parameters();
    rules = before.rules();
    term = before.term();
    vote = before.vote();
    log = before.log();
    commit = before.commit();
    role = before.role();
    answeredLeaderAt = before.answeredLeaderAt();
    clock = before.clock();
    recall = before.recall();
  }

  Configuration configuration() {
    return rules.inForce(log, commit);
  }

  long shardTime() {
    return Math.max(log.lastStamp(), clock.at(now));
  }

  /** Whether this replica leads; {@link #leader} then gives its state. */
  boolean leads() {
    return role instanceof Role.Leader;
  }

  Role.Leader leader() {
    return (Role.Leader) role;
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void send(NodeId to, Message message) {
    effects.add(new Effect.Send(to, message));
  }

  /** Something that must not be said before this step's changes are durable. */
  void reply(Effect effect) {
    (rules.mustWait(effect) ? replies : effects).add(effect);
  }

  void append(Entry entry) {
    log = log.append(entry);
    appended.add(entry);
  }

  private void persist(Durable durable) {
    persistAppended();
    persist.add(durable);
  }

  private void persistAppended() {
    if (!appended.isEmpty()) {
      persist.add(new Durable.EntriesAppended(appended));
      appended.clear();
    }
  }

  void truncateFrom(long index) {
    log = log.truncateFrom(index);
    persist(new Durable.TailRemoved(index));
  }

  void replaceLog(Log.Base base) {
    log = Log.startingAt(base);
    persist(new Durable.ImageInstalled(base));
  }

  void commitTo(long index) {
    if (index > commit) {
      commit = index;
      effects.add(new Effect.Commit(index));
    }
  }

  /** Another role in the same or a later term; an office is left properly. */
  void become(long newTerm, Role newRole) {
    if (role instanceof Role.Leader leader && !(newRole instanceof Role.Leader)) {
      effects.add(new Effect.LeftOffice(term));
      if (!leader.reads().isEmpty()) {
        effects.add(
            new Effect.DropReads(leader.reads().stream().map(Role.PendingRead::token).toList()));
      }
    }
    if (newTerm > term) {
      term = newTerm;
      vote = Optional.empty();
    }
    role = newRole;
  }

  /** How far {@code peer} is, which must be a member. */
  Progress progress(NodeId peer) {
    return Objects.requireNonNull(leader().peers().get(peer));
  }

  /** Puts {@code progress} in place of what was known of {@code peer}. */
  void progress(NodeId peer, Progress progress) {
    Role.Leader leader = leader();
    TreeMap<NodeId, Progress> peers = new TreeMap<>(leader.peers());
    peers.put(peer, progress);
    peers(peers);
  }

  void peers(SortedMap<NodeId, Progress> peers) {
    role = leader().withPeers(peers);
  }

  void reads(List<Role.PendingRead> reads) {
    role = leader().withReads(reads);
  }

  void image(Role.ImageState image) {
    role = leader().withImage(image);
  }

  void transfer(Optional<Role.TransferState> transfer) {
    role = leader().withTransfer(transfer);
  }

  void persistedTo(long index) {
    role = leader().withPersisted(Math.max(leader().persisted(), index));
  }

  /** The latest moment of which it is known that a majority held this replica for leader. */
  long majorityConfirmedAt() {
    return Reading.majorityConfirmedAt(configuration(), leader(), self, now);
  }

  Step toStep() {
    persistAppended();
    if (term != before.term() || !vote.equals(before.vote())) {
      persist.addFirst(new Durable.TermAdvanced(term, vote));
    }
    RaftCore next =
        new RaftCore(
            self,
            parameters,
            rules,
            term,
            vote,
            log,
            commit,
            role,
            answeredLeaderAt,
            clock,
            recall);
    if (!next.configuration().equals(before.configuration())) {
      effects.add(new Effect.Reconfigured(next.configuration()));
    }
    persist.removeIf(change -> !rules.mustPersist(change));
    return new Step(next, persist, effects, replies);
  }

  /** The voter, other than this replica, whose log is longest. */
  Optional<NodeId> bestFollower() {
    Role.Leader leader = leader();
    return configuration().voters().stream()
        .map(Member::id)
        .filter(id -> !id.equals(self) && leader.peers().containsKey(id))
        .max(Comparator.comparingLong(id -> progress(id).match()));
  }
}
