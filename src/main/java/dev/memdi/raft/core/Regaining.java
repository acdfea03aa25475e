package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Optional;

/**
 * How a replica that may have forgotten what it acknowledged comes to count again.
 *
 * <pre>
 *   replica (Partial, of a new life)              leader of its term
 *     ── AskGoal(life) ──────────────────────────►  counts nothing that the earlier life said
 *     ◄─ TellGoal(life, its last index) ──────────
 *     ◄─ entries … ───────────────────────────────
 *     its log agrees up to there: Complete
 * </pre>
 *
 * <p>Why that is enough: terms and votes are forced to disk before they are told, and with them all
 * that came before. So what is missing was acknowledged in the very term that the replica came back
 * with, to that term's leader. If that one still leads, its log holds it, below the goal. A leader
 * of a later term was elected without this replica's word on what is committed (it gave none), so
 * by those who hold all that is.
 */
final class Regaining {
  private Regaining() {}

  /** Asks the leader for a goal, as often as the leader is heard until there is one. */
  static void ask(Draft d, NodeId leader) {
    if (d.recall instanceof Recall.Partial partial && goal(d, partial).isEmpty()) {
      d.reply(new Effect.Send(leader, new Message.AskGoal(d.term, partial.life())));
    }
  }

  private static Optional<Recall.Goal> goal(Draft d, Recall.Partial partial) {
    return partial.goal().filter(goal -> goal.term() == d.term);
  }

  /** The leader hears of a life: what earlier ones acknowledged is forgotten, and said no more. */
  static void asked(Draft d, NodeId from, Message.AskGoal message) {
    if (d.rules.isSuperseded(d.term, message.term())) {
      d.become(message.term(), Role.Follower.OF_NOBODY);
      return;
    }
    if (!d.leads() || message.term() < d.term || !d.leader().peers().containsKey(from)) {
      return;
    }
    Progress known = d.progress(from);
    if (known.life() != message.life()) {
      d.progress(from, known.inLife(message.life(), d.log.lastIndex() + 1, d.now));
      Imaging.releaseIfUnused(d);
    }
    d.send(
        from,
        new Message.TellGoal(
            d.term, message.life(), d.rules.regainGoal(d.log.lastIndex(), d.commit)));
    Replication.send(d, from, true);
  }

  static void told(Draft d, NodeId from, Message.TellGoal message) {
    if (message.term() == d.term
        && d.role instanceof Role.Follower follower
        && follower.leader().filter(from::equals).isPresent()
        && d.recall instanceof Recall.Partial partial
        && partial.life() == message.life()) {
      Recall.Goal goal = new Recall.Goal(d.term, message.index());
      d.recall = new Recall.Partial(partial.life(), Optional.of(goal));
    }
  }

  /** This log agrees with the leader's up to {@code agreed}. */
  static void agreed(Draft d, long agreed) {
    if (d.recall instanceof Recall.Partial partial
        && goal(d, partial).filter(goal -> agreed >= goal.index()).isPresent()) {
      d.recall = Recall.COMPLETE;
    }
  }
}
