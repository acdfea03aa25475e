package dev.memdi.raft;

import dev.memdi.config.RaftSettings;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.store.Image;
import java.util.Optional;

/** Says when so much of the log in memory is applied that it is to be let go of. */
final class Compaction {
  /** What a shard with a single member keeps: there is nobody whom the log would spare an image. */
  private static final long ALONE = 1 << 20;

  private final RaftSettings.Snapshot limits;
  private long lastAsked; // a snapshot on its way to followers may hold it up

  Compaction(RaftSettings.Snapshot limits) {
    this.limits = limits;
  }

  /**
   * What lets go of half of the log, if that is due and was not asked for yet.
   *
   * @param handedOver the index up to which the store was given what is committed
   */
  Optional<Input> due(Log log, long handedOver) {
    boolean alone = log.configuration().members().size() == 1;
    long most = alone ? Math.min(ALONE, limits.memoryLogBytes()) : limits.memoryLogBytes();
    boolean large = log.bytes() > most || log.entryCount() > limits.logEntries();
    long middle = large ? log.middle(handedOver) : 0;
    if (middle <= log.baseIndex() || middle == lastAsked) {
      return Optional.empty();
    }
    lastAsked = middle;
    return Optional.of(new Input.Compact(middle));
  }

  /** Not so of one whose replica had applied in an earlier life what it is yet to hear of. */
  static boolean isOfThisLife(Image image, Log log) {
    return log.holds(image.index()) || image.index() <= log.baseIndex();
  }
}
