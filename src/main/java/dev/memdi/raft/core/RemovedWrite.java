package dev.memdi.raft.core;

import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.api.codec.LoggedCommand;
import java.util.function.Consumer;

/**
 * An unconditional set that was taken out of a log, and what is known of it.
 *
 * @param stamp the shard time at which it was in the log first
 * @param by who leads, for people
 * @param commit what was committed when it was removed: as of then, the store tells whether it was
 *     done before
 * @param asked whether the store has told that it was not
 */
record RemovedWrite(
    Id id,
    Key key,
    long revision,
    long term,
    long stamp,
    String by,
    long atMillis,
    long commit,
    boolean asked,
    State state) {

  /** Which write it is, wherever it stands. */
  record Id(long incarnation, long sequence) {
    static Id of(LoggedCommand.Client client) {
      return new Id(client.incarnation(), client.sequence());
    }
  }

  enum State {
    /** Its edge may repeat it. */
    OPEN,
    /** Its edge does not repeat it: lost, unless the store says that it was done before. */
    GIVEN_UP,
    LOST,
    UNDECIDED
  }

  /** Shows to {@code visitor} those of an entry whose clients may have been told of them. */
  static void in(
      Entry entry,
      String by,
      long atMillis,
      long commit,
      State state,
      Consumer<RemovedWrite> visitor) {
    long[] revision = {entry.first()};
    entry.forEachCommand(command -> {
      if (command instanceof LoggedCommand.Client client
          && client.write() instanceof Operation.Set set
          && set.condition() instanceof Condition.Always) {
        visitor.accept(
            new RemovedWrite(
                Id.of(client),
                set.key(),
                revision[0],
                entry.term(),
                entry.stamp(),
                by,
                atMillis,
                commit,
                false,
                state));
      }
      revision[0]++;
    });
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether it is not judged yet. */
  boolean isPending() {
    return state == State.OPEN || state == State.GIVEN_UP;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  boolean asks() {
    return isPending() && !asked;
  }

  int keyBytes() {
    return key.bytes().length();
  }

  RemovedWrite givenUp() {
    return isOpen() ? with(asked, asked ? State.LOST : State.GIVEN_UP) : this;
  }

  /** The store has not done it before. */
  RemovedWrite notDoneBefore() {
    return with(true, state == State.GIVEN_UP ? State.LOST : state);
  }

  /** The store has gone on before it was asked. */
  RemovedWrite tooLate() {
    return state == State.GIVEN_UP ? undecided() : this;
  }

  RemovedWrite undecided() {
    return isPending() ? with(asked, State.UNDECIDED) : this;
  }

  private RemovedWrite with(boolean nowAsked, State other) {
    return new RemovedWrite(id, key, revision, term, stamp, by, atMillis, commit, nowAsked, other);
  }

  Status.Loss loss(int shard) {
    return new Status.Loss(
        shard, key, new Revision(revision), id.incarnation, id.sequence, atMillis, isLost(), why());
  }

  private String why() {
    String removed = "%s, and its log does not have this write of term %d".formatted(by, term);
    return switch (state) {
      case OPEN -> removed + "; whoever sent it may send it again";
      case GIVEN_UP ->
          removed + ", nor was it sent again; whether it was done before is yet to be seen";
      case LOST ->
          removed + ", nor was it sent again; with ack=leader it may have been acknowledged";
      case UNDECIDED ->
          "%s, and a snapshot took the place of the log that would tell of this write of term %d: it"
                  .formatted(by, term)
              + " may hold it or not";
    };
  }
}
