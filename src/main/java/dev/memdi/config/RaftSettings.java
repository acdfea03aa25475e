package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/** Leader-mode replication: the times of leadership, and the bounds of what is kept and sent. */
public record RaftSettings(
    Duration beatInterval,
    Duration lease,
    SuspectAfter suspectAfter,
    Duration canvassRetry,
    double clockDrift,
    boolean leaseReads,
    int batchBytes,
    int windowBytes,
    long pendingBytes,
    Snapshot snapshot,
    Flush flush,
    long caughtUpEntries) {
  private static final String MAX_FRAME = "pekko.remote.artery.advanced.maximum-frame-size";

  /**
   * What a message has beside its payload: terms, indices, addresses, the serializer's manifest.
   */
  private static final int ENVELOPE = 4 * 1024;

  /** The silence after which a follower suspects its leader, drawn from this range each time. */
  public record SuspectAfter(Duration min, Duration max) {}

  /**
   * When the log is compacted, on disk ({@code logBytes}) and in memory ({@code memoryLogBytes}),
   * and the size of the pieces in which a snapshot travels.
   */
  public record Snapshot(long logBytes, long memoryLogBytes, long logEntries, int chunkBytes) {}

  /**
   * Where entries are acknowledged before they are on disk: how far the disk may lag behind, in
   * time and in bytes.
   */
  public record Flush(Duration after, long bytes) {}

  static RaftSettings read(Reader reader) {
    return new RaftSettings(
        reader.duration("memdi.raft.beat-interval"),
        reader.duration("memdi.raft.lease"),
        new SuspectAfter(
            reader.duration("memdi.raft.suspect-after.min"),
            reader.duration("memdi.raft.suspect-after.max")),
        reader.duration("memdi.raft.canvass-retry"),
        reader.fraction("memdi.raft.clock-drift"),
        reader.flag("memdi.raft.lease-reads"),
        reader.arrayBytes("memdi.raft.batch-bytes"),
        reader.arrayBytes("memdi.raft.window-bytes"),
        reader.bytes("memdi.raft.pending-bytes"),
        new Snapshot(
            reader.bytes("memdi.raft.snapshot.log-bytes"),
            reader.bytes("memdi.raft.snapshot.memory-log-bytes"),
            reader.count("memdi.raft.snapshot.log-entries"),
            reader.arrayBytes("memdi.raft.snapshot.chunk-bytes")),
        new Flush(
            reader.duration("memdi.raft.flush.after"), reader.bytes("memdi.raft.flush.bytes")),
        reader.count("memdi.raft.caught-up-entries"));
  }

  void check(Problems problems, Limits limits) {
    checkTimes(problems);
    checkSizes(problems, limits);
  }

  private void checkTimes(Problems problems) {
    problems.expect(
        beatInterval.isPositive(),
        "memdi.raft.beat-interval",
        beatInterval,
        "is longer than nothing");
    problems.expect(
        beatInterval.multipliedBy(2).compareTo(lease) < 0,
        "memdi.raft.beat-interval",
        beatInterval,
        "must be less than half of memdi.raft.lease ("
            + text(lease)
            + "), or one lost beat ends a"
            + " lease",
        "memdi.raft.lease");
    problems.expect(
        lease.compareTo(suspectAfter.min) < 0,
        "memdi.raft.lease",
        lease,
        "must be less than memdi.raft.suspect-after.min ("
            + text(suspectAfter.min)
            + "), or a follower campaigns while it must still refuse votes",
        "memdi.raft.suspect-after.min");
    problems.expect(
        suspectAfter.min.compareTo(suspectAfter.max) < 0,
        "memdi.raft.suspect-after.min",
        suspectAfter.min,
        "must be less than memdi.raft.suspect-after.max ("
            + text(suspectAfter.max)
            + "), or all followers campaign at once",
        "memdi.raft.suspect-after.max");
    problems.expect(
        flush.after.isPositive(), "memdi.raft.flush.after", flush.after, "is longer than nothing");
    problems.expect(
        canvassRetry.isPositive(),
        "memdi.raft.canvass-retry",
        canvassRetry,
        "is longer than nothing");
    problems.expect(
        clockDrift >= 0 && clockDrift <= 0.2,
        "memdi.raft.clock-drift",
        clockDrift,
        "is from 0 to 0.2");
  }

  private void checkSizes(Problems problems, Limits limits) {
    problems.expect(batchBytes >= 1, "memdi.raft.batch-bytes", batchBytes, "is at least 1 byte");
    problems.expect(
        windowBytes >= batchBytes,
        "memdi.raft.window-bytes",
        windowBytes,
        "must hold at least one batch (memdi.raft.batch-bytes = " + batchBytes + ")",
        "memdi.raft.batch-bytes");
    problems.expect(
        pendingBytes >= (long) limits.key() + limits.value(),
        "memdi.raft.pending-bytes",
        pendingBytes,
        "is less than one write may have (memdi.limits.key + memdi.limits.value), so that such a"
            + " write would always be refused",
        "memdi.limits.key",
        "memdi.limits.value");
    problems.expect(
        snapshot.logBytes >= 1,
        "memdi.raft.snapshot.log-bytes",
        snapshot.logBytes,
        "is at least 1 byte");
    problems.expect(
        snapshot.memoryLogBytes >= 1,
        "memdi.raft.snapshot.memory-log-bytes",
        snapshot.memoryLogBytes,
        "is at least 1 byte");
    problems.expect(
        snapshot.logEntries >= 1,
        "memdi.raft.snapshot.log-entries",
        snapshot.logEntries,
        "is at least 1");
    problems.expect(
        snapshot.chunkBytes >= 1,
        "memdi.raft.snapshot.chunk-bytes",
        snapshot.chunkBytes,
        "is at least 1 byte");
    problems.expect(
        caughtUpEntries >= 0, "memdi.raft.caught-up-entries", caughtUpEntries, "is not negative");
  }

  /**
   * The transport drops a message over its frame: better told at start than a shard that stands.
   */
  void checkFrames(Problems problems, Config whole) {
    long frame;
    try {
      frame = whole.getBytes(MAX_FRAME);
    } catch (ConfigException e) {
      return; // no remoting here, or it complains of this itself
    }
    String message =
        "does not fit, with 4KiB for the rest of its message, into a frame of "
            + frame
            + " bytes ("
            + MAX_FRAME
            + ")";
    problems.expect(batchBytes <= frame - ENVELOPE, "memdi.raft.batch-bytes", batchBytes, message);
    problems.expect(
        snapshot.chunkBytes <= frame - ENVELOPE,
        "memdi.raft.snapshot.chunk-bytes",
        snapshot.chunkBytes,
        message);
  }

  private static String text(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
