package dev.memdi.raft;

import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;
import dev.memdi.store.Image;
import java.util.List;
import java.util.Optional;

/**
 * Takes a replica's core from one step to the next, and has done what each decides: some of it at
 * once, some when what it waits for is durable.
 */
final class Stepper {
  private final Surroundings surroundings;
  private final int shard;
  private final WriteQueue writes;
  private final Performer performer;
  private final Optional<LogWriter> log;
  private final Compaction compaction;
  private RaftCore core;

  /**
   * @param log empty where nothing outlives the process
   */
  Stepper(
      Surroundings surroundings,
      int shard,
      WriteQueue writes,
      Performer performer,
      Optional<LogWriter> log,
      RaftCore core) {
    this.surroundings = surroundings;
    this.shard = shard;
    this.writes = writes;
    this.performer = performer;
    this.log = log;
    this.compaction = new Compaction(surroundings.raft().snapshot());
    this.core = core;
  }

  /** The replica as it is now. */
  RaftCore core() {
    return core;
  }

  void step(Input input) {
    RaftCore before = core;
    Step step = core.step(surroundings.clock().nanos(), input);
    core = step.next();
    surroundings.listener().stepped(shard, before, input, step);
    performer.permitReads(core);
    writes.appended(step.persist());
    step.now().forEach(this::act);
    Optional<Image> installed = performer.takeInstalled();
    if (log.isPresent()) {
      if (log.get().write(step, installed)) {
        settle(step.afterPersist(), step.next());
      }
      goOn(log.get());
    } else {
      // in memory, what has been decided is as durable as it gets
      settle(step.afterPersist(), core);
    }
    performer.news().tell(core, performer.addresses());
    compact();
  }

  private void act(Effect effect) {
    performer.act(effect, core);
  }

  /** All that {@code held} holds is as durable as the shard wants it, at once. */
  private void settle(List<Effect> effects, RaftCore held) {
    act(effects);
    Log all = held.log();
    if (core.isLeader() && core.countsOn(all.lastIndex())) {
      step(new Input.Persisted(all.lastIndex(), all.lastTerm(), held.term()));
    }
  }

  /** What the batch says is durable: what waited for that may be done. */
  private void settle(WriteAhead.Batch batch) {
    act(batch.effects());
    if (core.countsOn(batch.lastIndex())) {
      step(new Input.Persisted(batch.lastIndex(), batch.lastTerm(), batch.term()));
    }
  }

  private void act(List<Effect> waited) {
    surroundings.listener().settled(shard, core.self(), waited);
    waited.forEach(this::act);
  }

  private void goOn(LogWriter writer) {
    for (var batch = writer.goOn(); batch.isPresent(); batch = writer.goOn()) {
      settle(batch.get());
    }
  }

  /**
   * The log has done something that was asked of it.
   *
   * @throws SnapshotNotKeptException if it could not keep a snapshot that something waits for
   */
  void logged(DurableLog.Reply reply) {
    log.ifPresent(writer -> {
      writer.durable(reply).ifPresent(this::settle);
      goOn(writer);
    });
  }

  /** Gives the applied state to whoever wants it: followers that lack it, or the log. */
  void captured(Image image) {
    if (!Compaction.isOfThisLife(image, core.log())) {
      return;
    }
    log.ifPresent(writer -> {
      writer.captured(image, core);
      goOn(writer);
    });
    if (core.role() instanceof Role.Leader leader
        && leader.image() instanceof Role.ImageState.Capturing) {
      capturedForFollowers(image);
    }
  }

  private void capturedForFollowers(Image image) {
    if (image.index() < core.log().baseIndex()) {
      performer.tooOld(image);
      act(new Effect.CaptureImage());
      return;
    }
    Log.Base base = core.log().baseAt(image.index());
    performer.offer(base, image);
    step(new Input.ImageCaptured(base, image.chunkCount()));
  }

  /** Lets go of what is applied, in memory and on disk, once there is much of it. */
  private void compact() {
    performer.releaseImageUnless(core);
    if (log.isPresent() && log.get().wantsImage(surroundings.raft().snapshot())) {
      act(new Effect.CaptureImage());
    }
    compaction.due(core.log(), performer.handedOver()).ifPresent(this::step);
  }
}
