package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.NumberedRead;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.typed.ActorRef;

/** Linearizable reads that wait until the log has removed a key that is due. */
final class WaitingReads {
  private record Waiting(ActorRef<Answers> replyTo, NumberedRead read, long shardTime) {}

  /** Answers a read that waits no longer. */
  interface Answering {
    void answer(ActorRef<Answers> replyTo, NumberedRead read, long shardTime);
  }

  private final int most;
  private Deque<Waiting> waiting = new ArrayDeque<>();
  private long latest = Long.MIN_VALUE;

  WaitingReads(int most) {
    this.most = most;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The latest shard time of all that wait. */
  long latest() {
    return latest;
  }

  /** Answers false where there is no room. */
  boolean add(ActorRef<Answers> replyTo, NumberedRead read, long shardTime) {
    if (waiting.size() >= most) {
      return false;
    }
    waiting.addLast(new Waiting(replyTo, read, shardTime));
    latest = Math.max(latest, shardTime);
    return true;
  }

  /** Answers those that the state lets be answered by now; the others go on waiting. */
  void review(StateMachine state, Answering answering) {
    Deque<Waiting> before = waiting;
    clear();
    for (Waiting one : before) {
      if (state.touchesDue(one.read.read(), one.shardTime)) {
        add(one.replyTo, one.read, one.shardTime);
      } else {
        answering.answer(one.replyTo, one.read, one.shardTime);
      }
    }
  }

  /** Answers all of them, as things stand. */
  void answerAll(Answering answering) {
    for (Waiting one : waiting) {
      answering.answer(one.replyTo, one.read, one.shardTime);
    }
  }

  /** Their edges will ask again, whoever leads by then. */
  void clear() {
    waiting = new ArrayDeque<>();
    latest = Long.MIN_VALUE;
  }
}
