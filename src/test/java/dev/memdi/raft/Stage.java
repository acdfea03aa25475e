package dev.memdi.raft;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.Post;
import dev.memdi.config.RaftSettings;
import dev.memdi.config.Settings;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.raft.core.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;

/** What the actors of a replica are given in their tests. */
final class Stage {
  static final Peer SELF = new Peer(new NodeId("a", 1), "127.0.0.1:1");
  static final Peer OTHER = new Peer(new NodeId("b", 2), "127.0.0.1:2");
  static final Peer THIRD = new Peer(new NodeId("c", 3), "127.0.0.1:3");

  static final ReplicaListener NOBODY_LISTENS = (shard, before, input, step) -> {};

  private static final Settings SETTINGS = Settings.from(ConfigFactory.empty());

  private Stage() {}

  /** Shows what it is set to. */
  static final class HandClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();

    void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
    }

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public long epochMillis() {
      return nanos() / 1_000_000;
    }
  }

  /** The settings as they are by default. */
  static RaftSettings raft() {
    return SETTINGS.raft();
  }

  static RaftSettings raftWithPending(long bytes) {
    RaftSettings raft = raft();
    return new RaftSettings(
        raft.beatInterval(),
        raft.lease(),
        raft.suspectAfter(),
        raft.canvassRetry(),
        raft.clockDrift(),
        raft.leaseReads(),
        raft.batchBytes(),
        raft.windowBytes(),
        bytes,
        raft.snapshot(),
        raft.flush(),
        raft.caughtUpEntries());
  }

  static Surroundings surroundings(ActorSystem<?> system, Clock clock, long seed) {
    return surroundings(system, clock, seed, raft(), NOBODY_LISTENS, Optional.empty());
  }

  static Surroundings surroundings(
      ActorSystem<?> system,
      Clock clock,
      long seed,
      RaftSettings raft,
      ReplicaListener listener,
      Optional<DurableLog.Plugins> log) {
    return new Surroundings(
        SELF,
        clock,
        new SplittableRandom(seed),
        new Post(system),
        raft,
        SETTINGS.cluster(),
        SETTINGS.cluster().keyspaces().byDefault(),
        SafetyRules.RAFT,
        listener,
        log);
  }

  static Birth.Founders founders(Peer... peers) {
    return new Birth.Founders(List.of(peers));
  }

  static Durable.Founded founded(Peer self, Birth.Founders founders) {
    return new Durable.Founded(self.id(), founders, founders.include(self.id()));
  }

  /** Has {@code then} done on the replicator's thread when it takes a step for {@code input}. */
  static ReplicaListener listener(Class<? extends Input> input, Runnable then) {
    return new ReplicaListener() {
      @Override
      public void stepped(int shard, RaftCore before, Input seen, Step step) {
        if (input.isInstance(seen)) {
          then.run();
        }
      }
    };
  }
}
