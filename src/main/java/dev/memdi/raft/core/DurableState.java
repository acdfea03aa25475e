package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Optional;

/**
 * What a replica must not forget: folding the {@link Durable} changes of its steps gives it, and a
 * replica that comes back goes on from it. Compaction is not among the changes: a log that was
 * compacted in memory and one that was not say the same.
 *
 * @param founded empty for a replica that holds nothing of its shard
 * @param discarded whether it once held something: then there is such a shard, and it must not take
 *     part in founding another
 * @param exposed whether entries were acknowledged that may be missing from the log
 */
public record DurableState(
    Optional<Durable.Founded> founded,
    boolean discarded,
    long term,
    Optional<NodeId> vote,
    Log log,
    boolean exposed) {
  /** Of a replica that holds nothing of its shard. */
  public static final DurableState BLANK =
      new DurableState(
          Optional.empty(),
          false,
          0,
          Optional.empty(),
          Log.startingAt(new Log.Base(0, 0, 0, Configuration.NONE)),
          false);

  /**
   * Whether its replica is as it was born: a founder that has neither voted nor taken anything in,
   * and so has no part in anything that its shard has decided.
   */
  public boolean isAsBorn() {
    return founded.filter(Durable.Founded::founder).isPresent()
        && term == 0
        && log.baseIndex() == 0
        && log.lastIndex() == 0;
  }

  /** Of a replica as it is now, but for what of its log a snapshot up to {@code index} covers. */
  public static DurableState of(
      Durable.Founded founded, RaftCore core, long index, boolean exposed) {
    return new DurableState(
        Optional.of(founded),
        false,
        core.term(),
        core.vote(),
        core.log().compactTo(index),
        exposed);
  }

  /**
   * @throws IllegalStateException if the change can't follow what came before: something is missing
   */
  public DurableState apply(Durable change) {
    return switch (change) {
      case Durable.Founded born ->
          new DurableState(
              Optional.of(born), false, term, vote, Log.startingAt(originOf(born)), false);
      case Durable.Discarded over ->
          new DurableState(Optional.empty(), true, 0, Optional.empty(), BLANK.log(), false);
      case Durable.TermAdvanced advanced ->
          new DurableState(founded, discarded, advanced.term(), advanced.vote(), log, exposed);
      case Durable.Exposed now -> new DurableState(founded, discarded, term, vote, log, true);
      case Durable.Settled now -> new DurableState(founded, discarded, term, vote, log, false);
      case Durable.EntriesAppended appended -> with(append(appended));
      case Durable.TailRemoved removed -> with(log.truncateFrom(removed.from()));
      case Durable.ImageInstalled installed -> with(Log.startingAt(installed.base()));
    };
  }

  private DurableState with(Log next) {
    return new DurableState(founded, discarded, term, vote, next, exposed);
  }

  private Log append(Durable.EntriesAppended appended) {
    Log next = log;
    for (Entry entry : appended.entries()) {
      if (entry.first() != next.lastIndex() + 1) {
        throw new IllegalStateException(
            "the log lacks what comes between index %d and %d"
                .formatted(next.lastIndex(), entry.first()));
      }
      next = next.append(entry);
    }
    return next;
  }

  private static Log.Base originOf(Durable.Founded founded) {
    return new Log.Base(
        0, 0, 0, founded.founder() ? founded.founders().configuration() : Configuration.NONE);
  }
}
