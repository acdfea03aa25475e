package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;

/** The leader's side of the log (Raft paper §5.3, thesis §10.2). */
final class Replication {
  private Replication() {}

  static Progress unknown(Draft d, long lastIndex) {
    return new Progress(
        0,
        lastIndex + 1,
        new Progress.Mode.Probing(false),
        RaftCore.NEVER,
        d.now,
        0,
        RaftCore.NEVER);
  }

  /**
   * Appends the bursts as few entries as their limit in bytes allows; takes in none while
   * leadership is handed over, lest the target never has the whole log (thesis §3.10).
   */
  static void propose(Draft d, List<Burst> bursts) {
    if (!d.leads() || d.leader().transfer().isPresent() || bursts.isEmpty()) {
      return;
    }
    List<Burst> gathered = new ArrayList<>();
    long bytes = 0;
    for (Burst burst : bursts) {
      int size = burst.bytes().length();
      if (!gathered.isEmpty() && bytes + size > d.parameters.batchBytes()) {
        appendEntry(d, new Payload.Commands(gathered));
        gathered = new ArrayList<>();
        bytes = 0;
      }
      gathered.add(burst);
      bytes += size;
    }
    append(d, new Payload.Commands(gathered));
  }

  /** Appends one more entry and sends what may be sent. */
  static void append(Draft d, Payload payload) {
    appendEntry(d, payload);
    sendToAll(d, false);
    advanceCommit(d);
  }

  private static void appendEntry(Draft d, Payload payload) {
    d.append(new Entry(d.term, d.log.lastIndex() + 1, d.shardTime(), payload));
  }

  static void persisted(Draft d, long index, long term) {
    if (d.leads() && d.log.holds(index) && d.log.termAt(index) == term) {
      d.persistedTo(index);
      advanceCommit(d);
    }
  }

  /** Says to everyone that this leader lives; repeats what may have been lost. */
  static void beat(Draft d) {
    if (!d.leads()) {
      return;
    }
    for (NodeId peer : List.copyOf(d.leader().peers().keySet())) {
      Progress progress = d.leader().peers().get(peer);
      if (progress != null && progress.mode() instanceof Progress.Mode.Probing) {
        d.progress(peer, progress.in(new Progress.Mode.Probing(false)));
      }
    }
    Imaging.repeatUnanswered(d);
    sendToAll(d, true);
  }

  static void sendToAll(Draft d, boolean evenIfEmpty) {
    for (NodeId peer : List.copyOf(d.leader().peers().keySet())) {
      send(d, peer, evenIfEmpty);
    }
  }

  /** Sends what {@code peer} lacks and its window has room for. */
  static void send(Draft d, NodeId peer, boolean evenIfEmpty) {
    Progress progress = d.leader().peers().get(peer);
    if (progress == null) {
      return;
    }
    boolean lacksCompacted = progress.next() - 1 < d.log.baseIndex();
    if (lacksCompacted
        && Elections.isHeard(d, peer)
        && !(progress.mode() instanceof Progress.Mode.Installing)) {
      progress = Imaging.begin(d, peer, progress);
    }
    boolean sent =
        switch (progress.mode()) {
          case Progress.Mode.Installing installing ->
              Imaging.sendChunks(d, peer, progress, installing);
          case Progress.Mode.Probing probing ->
              !lacksCompacted && probe(d, peer, progress, probing, evenIfEmpty);
          case Progress.Mode.Streaming streaming ->
              !lacksCompacted && stream(d, peer, progress, streaming);
        };
    if (evenIfEmpty && !sent) {
      sendAppend(d, peer, previousOfBeat(d, d.progress(peer)), List.of());
    }
  }

  /** Sends what may be sent, or asks at least whether all that was sent has arrived. */
  static void askAfterAll(Draft d, NodeId peer) {
    Progress progress = d.progress(peer);
    send(d, peer, false);
    if (progress.equals(d.progress(peer))) {
      sendAppend(d, peer, Math.max(progress.next() - 1, d.log.baseIndex()), List.of());
    }
  }

  /**
   * A beat says where the entries sent before it end, so that it is noticed if they were lost; but
   * while they may well be on their way still, it says no more than what is known to have arrived.
   */
  private static long previousOfBeat(Draft d, Progress progress) {
    long sent = progress.next() - 1;
    boolean onTheirWay =
        progress.mode() instanceof Progress.Mode.Streaming streaming
            && d.now - streaming.movedAt()
                <= d.parameters.overdueNanos(
                    unacknowledgedBytes(d, progress.match(), progress.next()));
    return Math.max(onTheirWay ? progress.match() : sent, d.log.baseIndex());
  }

  private static boolean probe(
      Draft d, NodeId peer, Progress progress, Progress.Mode.Probing probing, boolean evenIfEmpty) {
    if (probing.waiting()) {
      return false;
    }
    List<Entry> entries = d.log.entriesFrom(progress.next(), d.parameters.batchBytes());
    if (entries.isEmpty() && !evenIfEmpty) {
      return false;
    }
    boolean large = !entries.isEmpty() && entries.getFirst().bytes() > d.parameters.windowBytes();
    sendAppend(d, peer, progress.next() - 1, large ? List.of() : entries);
    d.progress(peer, progress.in(new Progress.Mode.Probing(true)));
    return true;
  }

  private static boolean stream(
      Draft d, NodeId peer, Progress progress, Progress.Mode.Streaming streaming) {
    long next = progress.next();
    boolean lackedNone = progress.match() == next - 1;
    boolean sent = false;
    while (next <= d.log.lastIndex()
        && unacknowledgedBytes(d, progress.match(), next) < d.parameters.windowBytes()) {
      List<Entry> entries = d.log.entriesFrom(next, d.parameters.batchBytes());
      sendAppend(d, peer, next - 1, entries);
      next = entries.getLast().last() + 1;
      sent = true;
    }
    if (sent) {
      d.progress(
          peer,
          progress
              .at(progress.match(), next)
              .in(lackedNone ? new Progress.Mode.Streaming(d.now) : streaming));
    }
    return sent;
  }

  private static long unacknowledgedBytes(Draft d, long match, long next) {
    return d.log.bytesAfter(match) - d.log.bytesAfter(next - 1);
  }

  private static void sendAppend(Draft d, NodeId peer, long previous, List<Entry> entries) {
    d.send(
        peer,
        new Message.Append(
            d.term, previous, d.log.termAt(previous), entries, d.commit, d.now, d.shardTime()));
  }

  static void receive(Draft d, NodeId from, Message.ToLeader message) {
    if (d.rules.isSuperseded(d.term, message.term())) {
      d.become(message.term(), Role.Follower.OF_NOBODY);
      return;
    }
    if (!d.leads() || message.term() < d.term || !d.leader().peers().containsKey(from)) {
      return;
    }
    d.progress(from, d.progress(from).heard(message.sentAt(), d.now));
    if (!d.rules.isOfThisLife(d.progress(from).lifeHeardAt(), message.sentAt())) {
      Reading.serveConfirmed(d);
      return;
    }
    switch (message) {
      case Message.Appended appended -> appended(d, from, appended);
      case Message.Rejected rejected -> rejected(d, from, rejected);
      case Message.ImageProgress progress -> Imaging.progress(d, from, progress);
    }
    if (d.leads()) {
      Reading.serveConfirmed(d);
    }
  }

  private static void appended(Draft d, NodeId from, Message.Appended appended) {
    Progress progress = d.progress(from);
    long match = Math.max(progress.match(), appended.match());
    Progress.Mode mode =
        switch (progress.mode()) {
          case Progress.Mode.Installing installing when match < d.log.baseIndex() -> installing;
          case Progress.Mode.Streaming streaming when match == progress.match() -> streaming;
          default -> new Progress.Mode.Streaming(d.now);
        };
    d.progress(from, progress.at(match, Math.max(progress.next(), match + 1)).in(mode));
    Imaging.releaseIfUnused(d);
    if (match > progress.match()) {
      advanceCommit(d);
    }
    if (d.leads()) {
      Membership.campaignIfCaughtUp(d);
      send(d, from, false);
    }
  }

  private static void rejected(Draft d, NodeId from, Message.Rejected rejected) {
    Progress progress = d.progress(from);
    boolean stale =
        switch (progress.mode()) {
          case Progress.Mode.Probing probing -> rejected.previousIndex() != progress.next() - 1;
          case Progress.Mode.Streaming streaming -> rejected.previousIndex() < progress.match();
          case Progress.Mode.Installing installing -> true;
        };
    if (stale) {
      return;
    }
    long at = d.log.lastIndexWithin(rejected.hintTerm(), rejected.hintIndex());
    long agreed = at > d.log.baseIndex() ? d.log.floor(at) : at;
    long match = progress.match();
    if (progress.mode() instanceof Progress.Mode.Probing && rejected.previousIndex() == match) {
      match = Math.min(match, agreed); // asked for twice: it has lost what it acknowledged
    }
    long next = Math.max(Math.min(agreed + 1, rejected.previousIndex()), match + 1);
    d.progress(from, progress.at(match, next).in(new Progress.Mode.Probing(false)));
    send(d, from, true);
  }

  /** Commits what a majority holds (Raft paper §5.4.2). */
  static void advanceCommit(Draft d) {
    Role.Leader leader = d.leader();
    long held =
        d.rules.heldByMajority(
            d.configuration(),
            id -> {
              if (id.equals(d.self)) {
                return d.rules.heldByLeader(leader.persisted(), d.log.lastIndex());
              }
              Progress progress = leader.peers().get(id);
              return progress == null ? 0 : progress.match();
            });
    if (held > d.commit && d.rules.mayCommitByCounting(d.log.termAt(held), d.term)) {
      d.commitTo(held);
      Reading.serveConfirmed(d);
      Membership.leaveIfRemoved(d);
    }
  }
}
