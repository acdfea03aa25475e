package dev.memdi.store;

import dev.memdi.api.Outcome;

/**
 * The decisions of this package that safety rests on, one method each, with the property that it
 * upholds. Production uses {@link #SOUND}; a simulation overrides one of them to see that its
 * checks catch the bug.
 */
public interface StoreRules {
  StoreRules SOUND = new StoreRules() {};

  /** A repeated sequence is answered with its kept outcome and not applied again. */
  default boolean answersRepeatsFromKept(Outcome kept) {
    return true;
  }

  /** A refusal is an outcome like any other: kept, and given again to whoever repeats. */
  default boolean keepsRefusals() {
    return true;
  }

  /** Kept outcomes are dropped below the floor that the edge stated, and no others. */
  default long trimBelow(long floor) {
    return floor;
  }

  /** A sequence below the floor, whose outcome is gone, is not applied. */
  default boolean ignoresBelowFloor() {
    return true;
  }

  /** Nothing of an edge incarnation that was forgotten is ever applied. */
  default boolean closedStaysClosed() {
    return true;
  }

  /** Sessions are part of an image: retries are known to a replica that was built from one. */
  default boolean sessionsTravelInImages() {
    return true;
  }

  /** A deadline counts from the stamp of the entry that set it, the same on every replica. */
  default long deadline(long stampMillis, long ttlMillis) {
    long deadline = stampMillis + ttlMillis;
    return deadline < stampMillis ? Slot.NO_DEADLINE : deadline;
  }

  /** A command sees a key as absent from the key's deadline on. */
  default boolean due(long deadlineMillis, long stampMillis) {
    return deadlineMillis <= stampMillis;
  }

  /** An expiry removes no key whose deadline lies after the entry's own stamp. */
  default long expiresUntil(long untilMillis, long stampMillis) {
    return Math.min(untilMillis, stampMillis);
  }

  /** The leader's shard time goes on from what was stamped before it took office. */
  default long shardTime(long clockMillis, long offsetMillis) {
    return clockMillis + offsetMillis;
  }

  /** A linearizable read of a key past its deadline waits until the log has removed the key. */
  default boolean readsWaitForRemoval() {
    return true;
  }

  /** A read that waits when leadership ends is never answered. */
  default boolean dropsReadsWithLeadership() {
    return true;
  }

  /** A table that others look at is shown anew before anybody is told of a change. */
  default boolean showsEveryChange() {
    return true;
  }

  /** A batch that cannot be done wholly changes nothing. */
  default boolean undoesPartOfBatch() {
    return true;
  }

  /** One of several steps that cannot be done wholly changes nothing. */
  default boolean undoesPartOfStep() {
    return true;
  }

  /** Steps are done only if all holds that they check. */
  default boolean holdsStepsToChecks() {
    return true;
  }

  /** An entry that the state already contains is not applied again. */
  default boolean skipsApplied() {
    return true;
  }

  /** An image no newer than the state is not installed over it. */
  default boolean keepsNewerState() {
    return true;
  }

  /** What an image installs replaces the whole state: a key that it lacks is gone. */
  default boolean installReplacesAll() {
    return true;
  }

  /** After an install the history claims no change from before it. */
  default boolean historyRestartsAtInstall() {
    return true;
  }

  /** Changes of one revision are never split across two pieces of history. */
  default boolean revisionsStayWhole() {
    return true;
  }
}
