package dev.memdi.store;

/** Hears of what a store does, on the store's own thread: for metrics and for a simulation. */
public interface StoreListener {
  StoreListener NONE = new StoreListener() {};

  /** Something is about to be applied; {@code state} is only to be read. */
  default void applying(StateMachine state) {}

  /** Entries of these indices, both inclusive, were applied; {@code state} is only to be read. */
  default void applied(long firstIndex, long lastIndex, StateMachine state) {}

  /** An image took the place of the state; {@code state} is only to be read. */
  default void installed(StateMachine state) {}
}
