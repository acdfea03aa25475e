package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.OptionalLong;

/** The follower's side of the log (Raft paper, figure 2, AppendEntries, receiver). */
final class Following {
  private Following() {}

  static void receive(Draft d, NodeId from, Message.FromLeader message) {
    if (message.term() < d.term) {
      // tells a leader of the past, so that a replica that moved on alone is not stuck (thesis
      // §9.6);
      // by no means held for leader, so it may not count the answer towards a lease
      d.reply(send(from, new Message.Rejected(d.term, 0, 0, 0, RaftCore.NEVER)));
      return;
    }
    if (message.term() == d.term && d.leads()) {
      throw new IllegalStateException(
          "%s and %s both lead term %d".formatted(d.self, from, d.term));
    }
    Role.Follower known =
        message.term() == d.term && d.role instanceof Role.Follower f ? f : Role.Follower.OF_NOBODY;
    d.become(message.term(), known.of(from));
    d.answeredLeaderAt = d.now;
    d.effect(new Effect.HeardLeader(from));
    switch (message) {
      case Message.Append append -> {
        hearTime(d, append.shardTime());
        append(d, from, append);
      }
      case Message.ImageChunk chunk -> {
        hearTime(d, chunk.shardTime());
        Imaging.receive(d, from, chunk);
      }
    }
    Regaining.ask(d, from);
  }

  private static void hearTime(Draft d, long shardTime) {
    d.clock = d.clock.heard(shardTime, d.term, d.now, d.parameters.drift());
  }

  private static Effect send(NodeId to, Message message) {
    return new Effect.Send(to, message);
  }

  private static void append(Draft d, NodeId from, Message.Append append) {
    long previous = append.previousIndex();
    boolean compacted = previous < d.log.baseIndex();
    if (!compacted && !d.log.matches(previous, append.previousTerm())) {
      long hint = d.log.lastIndexWithin(append.previousTerm(), previous);
      d.reply(
          send(
              from,
              new Message.Rejected(d.term, previous, hint, d.log.termAt(hint), append.sentAt())));
      return;
    }
    long agreed = previous;
    for (Entry entry : append.entries()) {
      take(d, entry);
      agreed = entry.last();
    }
    if (compacted) {
      // what is compacted is committed, and so in the log of every leader from then on (§5.4.3)
      agreed = Math.max(agreed, d.log.baseIndex());
    }
    d.commitTo(d.rules.followerCommit(append.commit(), agreed, d.log.lastIndex()));
    Regaining.agreed(d, agreed);
    if (append.entries().isEmpty() && isBehindOnDisk(d)) {
      long told = d.rules.toldAtOnce(agreed);
      d.send(from, new Message.Appended(d.term, told, append.sentAt()));
    }
    d.reply(send(from, new Message.Appended(d.term, agreed, append.sentAt())));
  }

  /**
   * Whether an answer may wait for long, though the term is durable, and so is all that the leader
   * has to know to go on leading.
   */
  private static boolean isBehindOnDisk(Draft d) {
    OptionalLong persisted = ((Role.Follower) d.role).persisted();
    return persisted.isPresent() && persisted.getAsLong() < d.log.lastIndex();
  }

  /** The log is durable up to {@code index}, and so is the term. */
  static void persisted(Draft d, long index, long term) {
    if (d.role instanceof Role.Follower follower && d.term == term) {
      d.role = follower.withPersisted(index);
    }
  }

  private static void take(Draft d, Entry entry) {
    if (entry.last() <= d.log.baseIndex()) {
      return;
    }
    if (entry.first() <= d.log.lastIndex()) {
      if (!d.rules.contradicts(d.log, entry)) {
        return;
      }
      if (entry.first() <= d.commit) {
        throw new IllegalStateException(
            "%s is told to replace committed index %d (commit %d)"
                .formatted(d.self, entry.first(), d.commit));
      }
      d.truncateFrom(entry.first());
    }
    d.append(entry);
  }
}
