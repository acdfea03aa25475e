package dev.memdi.raft;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Burst;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.cluster.Post;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;

/** Writes on their way into the log, and who is to be answered for those that are in it. */
final class WriteQueue {
  private record Waiting(Burst burst, Optional<Replicator.Write> write) {}

  private final int shard;
  private final long limit;
  private final Post post;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<Long, List<Optional<ActorRef<Answers>>>> requesters = new HashMap<>();
  private long waitingBytes;

  WriteQueue(int shard, long limit, Post post) {
    this.post = post;
    this.shard = shard;
    this.limit = limit;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * False, and nothing added, if with {@code uncommitted} bytes in the log it would be too much.
   */
  boolean add(Replicator.Write write, long uncommitted) {
    int bytes = write.burst().bytes().length();
    if (uncommitted + waitingBytes + bytes > limit) {
      return false;
    }
    waiting.add(new Waiting(write.burst(), Optional.of(write)));
    waitingBytes += bytes;
    return true;
  }

  void addOwn(Burst burst) {
    waiting.add(new Waiting(burst, Optional.empty()));
    waitingBytes += burst.bytes().length();
  }

  List<Burst> bursts() {
    return waiting.stream().map(Waiting::burst).toList();
  }

  /**
   * Notes who waits for the entries that a step appended; they hold the waiting bursts in order.
   */
  void appended(List<Durable> durables) {
    for (Durable durable : durables) {
      if (durable instanceof Durable.EntriesAppended appended) {
        appended.entries().forEach(this::note);
      }
    }
  }

  @SuppressWarnings(
      "ReferenceEquality") // the very burst that waits here, not one that looks like it
  private void note(Entry entry) {
    if (!(entry.payload() instanceof Payload.Commands commands)
        || waiting.isEmpty()
        || commands.bursts().getFirst() != waiting.getFirst().burst()) {
      return; // not from here: a leader's entry that this replica follows
    }
    List<Optional<ActorRef<Answers>>> replies = new ArrayList<>();
    long index = entry.first();
    for (Burst burst : commands.bursts()) {
      Waiting next = waiting.removeFirst();
      waitingBytes -= burst.bytes().length();
      replies.add(next.write().map(Replicator.Write::replyTo));
      if (next.write().isPresent()) {
        acknowledgeAtOnce(next.write().get(), index);
      }
      index += burst.count();
    }
    requesters.put(entry.first(), replies);
  }

  /** Answers those that asked for no more than the leader's memory. */
  private void acknowledgeAtOnce(Replicator.Write write, long firstIndex) {
    if (write.ackLeader().isEmpty()) {
      return;
    }
    List<Answers.Answer> answers = new ArrayList<>();
    long index = firstIndex;
    for (long sequence : write.ackLeader()) {
      answers.add(
          new Answers.Answer(
              sequence,
              new Outcome.Done(
                  new Result.Written(new Revision(index++), false),
                  new Assurance.Acknowledged(Ack.LEADER))));
    }
    Answers all = new Answers(shard, answers);
    post.send(write.replyTo(), all, MessageSize.of(all));
  }

  /** Who waits for the bursts of the entry that begins at {@code first}; forgets them. */
  List<Optional<ActorRef<Answers>>> takeRequesters(long first, int bursts) {
    List<Optional<ActorRef<Answers>>> replies = requesters.remove(first);
    return replies != null ? replies : java.util.Collections.nCopies(bursts, Optional.empty());
  }

  /**
   * Those in the log may yet be committed, but not under this leader: the edges ask the next one.
   */
  void dropRequesters() {
    requesters.clear();
  }

  /** What was not taken in goes back to its edges. */
  void rejectRest(LongFunction<RejectedBurst> rejection) {
    for (Waiting rest : waiting) {
      rest.write().ifPresent(write -> write.rejectTo().tell(rejection.apply(write.number())));
    }
    waiting.clear();
    waitingBytes = 0;
  }
}
