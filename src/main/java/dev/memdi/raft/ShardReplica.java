package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.durable.DamagedLog;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Peer;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One replica of a shard: waits, blank, for the shard's birth or for an invitation, and then
 * supervises the family that keeps the replica. If one of the family fails, the replica is over:
 * what it knew is in doubt, and only another incarnation of the node may take its place. Where
 * there is a log, it begins with what the log holds; see {@link RecoveringReplica}.
 */
public final class ShardReplica {
  private ShardReplica() {}

  public sealed interface Command {}

  /** A word about the shard's birth. */
  public record AboutBirth(NodeId to, Birth.Message message) implements Command, Remote {}

  /** The leader of a shard takes this replica in. */
  public record Invite(Birth.Founders founders, Peer leader, NodeId to)
      implements Command, Remote {}

  /**
   * The leader of the shard of that lineage knows of no member on the node {@code to}, which has
   * not said that it is blank: it was removed while it was away.
   *
   * @param term the leader's
   */
  public record Dismiss(NodeId to, long lineage, long term) implements Command, Remote {}

  /**
   * A node asks whether the shard needs the damaged log that the node has set aside. The shard's
   * leader answers, with {@link NotNeeded}, if it knows that it does not.
   */
  public record AskIfNeeded(Peer from, NodeId to) implements Command, Remote {}

  /** What the node {@code to} has set aside is not needed: the shard is whole without it. */
  public record NotNeeded(NodeId to) implements Command, Remote {}

  /** The replica is a member no more. */
  record Discard() implements Command {}

  /** The replica is a voter, and the change that made it one is committed. */
  record Established() implements Command {}

  record Disposed(DamagedLog.Disposed told) implements Command {}

  /** What has an answer in every stage of a replica. */
  sealed interface AtAnyTime extends Command {}

  /** See {@code Router.changes}. */
  public record ReadChanges(Bytes prefix, long from, ActorRef<Changes> replyTo)
      implements AtAnyTime, Remote {}

  public record ViewChanged(ClusterView view, SortedSet<NodeId> unwanted) implements AtAnyTime {}

  /** The node is stopping: hand over leadership and take none any more. */
  public record StepAside() implements AtAnyTime {}

  /**
   * The node has stepped aside and is about to end: say nothing more, and make durable what was
   * said.
   */
  public record Settle(ActorRef<Settled> replyTo) implements AtAnyTime {}

  /** The replica of that shard on this node has nothing left to do. */
  public record Settled(int shard) {}

  /** The connection to a node closed. */
  public record ConnectionLost(NodeId node) implements Command {}

  record CanvassDue() implements Command {}

  /** The log has done what was asked of it. */
  record Logged(DurableLog.Reply reply) implements Command {}

  record Recovered(DurableLog.Recovered<DurableState> found) implements Command {}

  record Unreadable(DurableLog.Unreadable why) implements Command {}

  /** What the replicator has in memory and what is on disk do not go together any more. */
  record LogFailed(Throwable why) implements Command {}

  record GivenUp(DurableLog.GivenUp told) implements Command {}

  record BegunAnew(DamagedLog.BegunAnew told) implements Command {}

  record LoadMore() implements Command {}

  record AskDue() implements Command {}

  record TryAgain() implements Command {}

  /** How a replica makes its store; its proposals and its table go where they are given to go. */
  public interface StoreFactory {
    Behavior<Store.Command> create(int shard, Consumer<Burst> proposer, Showcase showcase);
  }

  /**
   * A replica of a shard, blank or with what its log holds.
   *
   * @param reads lets this node's readers see its table
   * @param edge hears of every change of leader, if this node has an edge
   */
  public static Behavior<Command> create(
      Surroundings surroundings,
      int shard,
      StoreFactory stores,
      DirectReads reads,
      Consumer<LeaderChange> edge) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(context -> {
          context.setLoggerName(ShardReplica.class);
          ReplicaContext replica =
              new ReplicaContext(context, timers, surroundings, shard, stores, reads, edge);
          return surroundings.log().isPresent()
              ? RecoveringReplica.begin(replica)
              : new UnbornReplica(replica, Optional.empty(), true);
        }));
  }
}
