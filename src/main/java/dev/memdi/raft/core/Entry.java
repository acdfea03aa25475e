package dev.memdi.raft.core;

import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import java.util.function.Consumer;

/**
 * One unit of the log: the indices {@code first} to {@code last()}, all of one term. It is sent,
 * stored and truncated whole, so that whoever holds one of its indices under its term holds all of
 * it; the Log Matching Property (Raft paper §5.3) holds of entries as it does of indices.
 *
 * @param stamp the shard's time in milliseconds when the leader took it in; never decreases in a
 *     log
 */
public record Entry(long term, long first, long stamp, Payload payload) {
  /** Bytes that an entry takes beyond its payload, in messages and in memory, roughly. */
  private static final int OVERHEAD = 40;

  public long last() {
    return first + payload.count() - 1;
  }

  public int bytes() {
    return OVERHEAD + payload.bytes();
  }

  /** Shows the commands in it, in order. */
  void forEachCommand(Consumer<LoggedCommand> visitor) {
    if (payload instanceof Payload.Commands commands) {
      commands.bursts().forEach(burst -> new BurstDecoder(burst).forEachRemaining(visitor));
    }
  }
}
