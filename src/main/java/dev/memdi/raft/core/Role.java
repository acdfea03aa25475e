package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** What a replica is in its term. */
public sealed interface Role {
  /**
   * Follows {@code leader}, once it knows one.
   *
   * @param arriving the snapshot that is arriving, if one is
   * @param persisted how far the own log was durable when that was last told; empty if it is not
   *     known that the term is
   */
  record Follower(Optional<NodeId> leader, Optional<Arriving> arriving, OptionalLong persisted)
      implements Role {
    public static final Follower OF_NOBODY =
        new Follower(Optional.empty(), Optional.empty(), OptionalLong.empty());

    Follower of(NodeId other) {
      return new Follower(Optional.of(other), arriving, persisted);
    }

    Follower receiving(Arriving snapshot) {
      return new Follower(leader, Optional.of(snapshot), persisted);
    }

    /** Its snapshot is there, but not kept yet. */
    Follower installed() {
      return new Follower(
          leader,
          Optional.empty(),
          persisted.isPresent() ? OptionalLong.of(0) : OptionalLong.empty());
    }

    Follower withPersisted(long index) {
      return new Follower(leader, arriving, OptionalLong.of(index));
    }
  }

  /** Has voted for itself in this term and hopes for others. */
  record Candidate() implements Role {}

  /**
   * Was elected in this term.
   *
   * @param firstIndex the index of the term's no-op: nothing is read before it is committed
   * @param persisted the own log is durable up to here
   * @param peers how far each other member is
   * @param reads reads that wait for their round of beats, oldest first
   * @param image the snapshot that members who lack too much are sent
   * @param transfer the transfer under way
   * @param leaseForfeited a transfer was started in this term, so a lease is never trusted again in
   *     it
   */
  record Leader(
      long firstIndex,
      long persisted,
      SortedMap<NodeId, Progress> peers,
      List<PendingRead> reads,
      ImageState image,
      Optional<TransferState> transfer,
      boolean leaseForfeited)
      implements Role {

    Leader withPersisted(long index) {
      return new Leader(firstIndex, index, peers, reads, image, transfer, leaseForfeited);
    }

    Leader withPeers(SortedMap<NodeId, Progress> progresses) {
      return new Leader(firstIndex, persisted, progresses, reads, image, transfer, leaseForfeited);
    }

    Leader withReads(List<PendingRead> waiting) {
      return new Leader(
          firstIndex, persisted, peers, List.copyOf(waiting), image, transfer, leaseForfeited);
    }

    Leader withImage(ImageState state) {
      return new Leader(firstIndex, persisted, peers, reads, state, transfer, leaseForfeited);
    }

    Leader withTransfer(Optional<TransferState> state) {
      boolean forfeited = leaseForfeited || state.map(TransferState::told).orElse(false);
      return new Leader(firstIndex, persisted, peers, reads, image, state, forfeited);
    }
  }

  /** A snapshot that arrives: the chunks before {@code nextChunk} are there. */
  record Arriving(NodeId from, Log.Base base, int nextChunk) {}

  record PendingRead(long token, long requestedAt) {}

  record TransferState(NodeId target, long startedAt, boolean told) {}

  /** The leader's snapshot for members who lack too much. */
  sealed interface ImageState {
    record None() implements ImageState {}

    record Capturing() implements ImageState {}

    record Ready(Log.Base base, int chunks) implements ImageState {}
  }
}
