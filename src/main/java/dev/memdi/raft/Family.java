package dev.memdi.raft;

import dev.memdi.durable.DurableLog;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The actors that a replicator works with.
 *
 * @param log empty where nothing outlives the process
 * @param showcase where the store shows its table, and {@code reads} those who may look there
 * @param established hears that the replica is a voter by a change that is committed
 * @param discard has the replica begin anew, without what it holds
 * @param logFailed has it begin anew with what is on disk
 */
record Family(
    Optional<ActorRef<DurableLog.Command<LogEvent>>> log,
    ActorRef<Store.Command> store,
    Showcase showcase,
    DirectReads reads,
    ActorRef<HeartbeatMonitor.Command> heartbeats,
    ActorRef<ElectionCoordinator.Command> elections,
    Consumer<LeaderChange> edge,
    Runnable established,
    Runnable discard,
    Consumer<Throwable> logFailed) {}
