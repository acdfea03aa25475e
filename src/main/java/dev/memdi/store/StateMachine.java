package dev.memdi.store;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicated state of one shard: a function of the log and of nothing else. For one thread.
 *
 * <p>Bytes in the log that cannot be read end in an exception, and the state must not be used after
 * it: to skip them would let replicas of different versions drift apart in silence.
 */
public final class StateMachine {
  private final int shard;
  private final StoreRules rules;
  private final Table table = new Table();
  private final TableReader reader = new TableReader(table);
  private final Sessions sessions;
  private final History history;
  private final WriteExecutor executor;
  private long appliedIndex;
  private long stamp;

  /** Hears of what the commands of an entry came to. */
  public interface Witness {
    /** Of the burst with that position in its entry, what became of one operation. */
    void answered(int burst, long sequence, Outcome outcome);

    /** An expiry for that time was applied; where much was due at once, some may be left. */
    void expired(long untilMillis);
  }

  /** For whom nobody waits. */
  public static final Witness NOBODY =
      new Witness() {
        @Override
        public void answered(int burst, long sequence, Outcome outcome) {}

        @Override
        public void expired(long untilMillis) {}
      };

  /** Empty, before the first entry; with a history of at most so many bytes. */
  public StateMachine(int shard, long historyBytes, StoreRules rules) {
    this.shard = shard;
    this.rules = rules;
    this.sessions = new Sessions(rules);
    this.history = new History(historyBytes, 1, rules);
    this.executor = new WriteExecutor(rules, table, history);
  }

  /**
   * Applies the entry that begins at {@code firstIndex}, wholly. One that is in the state already
   * is skipped. Answers whether it was applied.
   */
  public boolean apply(long firstIndex, long stampMillis, List<Burst> bursts, Witness witness) {
    long lastIndex = firstIndex - 1;
    for (Burst burst : bursts) {
      lastIndex += burst.count();
    }
    lastIndex = Math.max(lastIndex, firstIndex);
    if (lastIndex <= appliedIndex && rules.skipsApplied()) {
      return false;
    }
    if (firstIndex != appliedIndex + 1 && rules.skipsApplied()) {
      throw new IllegalStateException(
          "entry %d to %d of shard %d cannot follow index %d"
              .formatted(firstIndex, lastIndex, shard, appliedIndex));
    }
    stamp = Math.max(stamp, stampMillis);
    long index = firstIndex;
    for (int i = 0; i < bursts.size(); i++) {
      BurstDecoder commands = new BurstDecoder(bursts.get(i));
      while (commands.hasNext()) {
        apply(commands.next(), index, i, witness);
        index++;
      }
    }
    appliedIndex = lastIndex;
    history.trim();
    return true;
  }

  private void apply(LoggedCommand command, long index, int burst, Witness witness) {
    switch (command) {
      case LoggedCommand.Client client -> {
        Outcome outcome =
            sessions.once(
                client.incarnation(),
                client.floor(),
                client.sequence(),
                () -> executor.execute(client.write(), client.bounds(), index, stamp));
        witness.answered(burst, client.sequence(), outcome);
      }
      case LoggedCommand.Expire(long untilMillis) -> {
        executor.expire(rules.expiresUntil(untilMillis, stamp), index);
        witness.expired(untilMillis);
      }
      case LoggedCommand.Forget(long incarnation) -> sessions.forget(incarnation);
    }
  }

  /** The index of the last entry that was applied; 0 before the first. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** The shard time of the last entry that was applied. */
  public long stampMillis() {
    return stamp;
  }

  public long keys() {
    return table.count();
  }

  /** The bytes of all keys and values. */
  public long bytes() {
    return table.bytes();
  }

  /** The earliest shard time at which a key is due, or {@link Long#MAX_VALUE}. */
  public long nextDeadline() {
    return table.nextDeadline();
  }

  /** Whether that write of an edge was done, or would not be done any more. */
  public boolean isSettled(long incarnation, long sequence) {
    return sessions.isSettled(incarnation, sequence);
  }

  /** What a read sees at a shard time: keys that are due by then are hidden. */
  public Result read(Operation.Read read, long shardTime) {
    return reader.read(read, shardTime, Long.MAX_VALUE);
  }

  /** The same, but a page ends when its entries have that many bytes, with one of them at least. */
  public Result read(Operation.Read read, long shardTime, long pageBytes) {
    return reader.read(read, shardTime, pageBytes);
  }

  /** Whether a read at that shard time hangs on a key that is due and not yet removed. */
  public boolean touchesDue(Operation.Read read, long shardTime) {
    return reader.touchesDue(read, shardTime);
  }

  /**
   * The changes from revision {@code from} on of keys that start with {@code prefix}, about {@code
   * maxBytes} of them, and where to go on.
   */
  public Changes changes(Bytes prefix, long from, long maxBytes) {
    return history.read(shard, prefix, from, appliedIndex, maxBytes);
  }

  /** The table as it is now; what is applied later does not show in it. */
  SlotTree.View slots() {
    return table.view();
  }

  /** The whole state as it is now; what is applied later does not show in it. */
  public Image capture(int chunkBytes) {
    List<Image.Row> sessionRows = new ArrayList<>();
    if (rules.sessionsTravelInImages()) {
      for (long incarnation : sessions.closed()) {
        sessionRows.add(new Image.Closed(incarnation));
      }
      sessions.open().forEach((incarnation, one) -> addTo(sessionRows, incarnation, one));
    }
    return new Image(shard, appliedIndex, stamp, chunkBytes, sessionRows, table.view());
  }

  /**
   * Takes on the state of {@code image} in place of its own. One that is no newer is ignored.
   * Answers whether it was taken on.
   */
  public boolean install(Image image) {
    if (image.shard() != shard) {
      throw new IllegalArgumentException(
          "an image of shard %d for shard %d".formatted(image.shard(), shard));
    }
    if (image.index() <= appliedIndex && rules.keepsNewerState()) {
      return false;
    }
    if (rules.installReplacesAll()) {
      table.restore(image.entries());
    } else {
      image
          .entries()
          .scan(slot -> {
            table.put(slot);
            return true;
          });
    }
    restoreSessions(image);
    appliedIndex = image.index();
    stamp = image.stampMillis();
    if (rules.historyRestartsAtInstall()) {
      history.restart(appliedIndex + 1);
    }
    return true;
  }

  /** A fingerprint of the whole state: the same for equal states, whatever led to them. */
  public long digest() {
    return capture(1 << 20).digest();
  }

  private void restoreSessions(Image image) {
    sessions.clear();
    Sessions.Session session = null;
    for (Image.Row row : image.sessions()) {
      switch (row) {
        case Image.Closed(long incarnation) -> sessions.forget(incarnation);
        case Image.Session(long incarnation, long floor) ->
            session = sessions.restore(incarnation, floor);
        case Image.Kept(long sequence, Outcome outcome) -> {
          if (session == null) {
            throw new IllegalStateException("an outcome without a session: " + row);
          }
          session.kept().put(sequence, outcome);
        }
      }
    }
  }

  private static void addTo(List<Image.Row> rows, long incarnation, Sessions.Session session) {
    rows.add(new Image.Session(incarnation, session.floor()));
    OutcomeWindow kept = session.kept();
    for (int i = 0; i < kept.size(); i++) {
      rows.add(new Image.Kept(kept.sequenceAt(i), kept.outcomeAt(i)));
    }
  }
}
