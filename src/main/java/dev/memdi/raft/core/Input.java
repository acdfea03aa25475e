package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.NodeId;
import java.util.List;

/** What a replica can be told. */
public sealed interface Input {
  /** A peer's message. */
  record Received(NodeId from, Message message) implements Input {}

  /** Clients' writes, for a leader that does not hand over; what it appends it has taken in. */
  record Propose(List<Burst> bursts) implements Input {}

  /** Linearizable reads, known to the caller by {@code token}. */
  record Read(long token) implements Input {}

  /** It is time for a leader to beat, and for anyone to look at what has timed out. */
  record Beat() implements Input {}

  /**
   * The log is durable up to {@code index}, an entry of {@code entryTerm}, as it was in {@code
   * term}.
   */
  record Persisted(long index, long entryTerm, long term) implements Input {}

  /** A candidate asks for a vote, or ({@code canvass}) whether it would get one (thesis §9.6). */
  record Consider(Candidacy candidacy, boolean canvass) implements Input {}

  /** The own election coordinator has canvassed in {@code term} and wants to begin the next. */
  record BeginTerm(long term, boolean transfer) implements Input {}

  /**
   * The own election coordinator claims that these voted for this replica in {@code term}.
   *
   * @param supporters who remember all that they have acknowledged
   * @param forgetful who may not
   */
  record TakeOffice(long term, List<NodeId> supporters, List<NodeId> forgetful) implements Input {
    public TakeOffice {
      supporters = List.copyOf(supporters);
      forgetful = List.copyOf(forgetful);
    }

    public TakeOffice(long term, List<NodeId> supporters) {
      this(term, supporters, List.of());
    }
  }

  /** A peer was seen to be in {@code term}. */
  record TermSeen(long term) implements Input {}

  /** Another replica has heard that the shard's time is at least this, in milliseconds. */
  record TimeTold(long shardTime) implements Input {}

  record Change(MembershipChange change) implements Input {}

  /** Hand leadership to {@code target}. */
  record Transfer(NodeId target) implements Input {}

  /** The target of the transfer under way, if there is one, is not going to take office. */
  record GiveUpTransfer() implements Input {}

  /** The snapshot that {@link Effect.CaptureImage} asked for is there. */
  record ImageCaptured(Log.Base base, int chunks) implements Input {}

  /** Everything up to {@code index} may be dropped from the log. */
  record Compact(long index) implements Input {}
}
