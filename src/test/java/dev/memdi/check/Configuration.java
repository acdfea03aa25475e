package dev.memdi.check;

/**
 * How far a possible order has come: the state it leads to and the pending tasks that it holds, one
 * bit each. Which other tasks it holds, and in which order, makes no difference to how it can go
 * on; that is why configurations seen before need not be searched again (Lowe, "Testing for
 * linearizability", 2017).
 *
 * @param chosen how many optional tasks it holds
 * @param length how many tasks were put in an order to get here
 */
record Configuration(KeyState[] state, long[] bits, int chosen, int length) {

  boolean holds(int slot) {
    return (bits[slot >> 6] & 1L << slot) != 0; // Java shifts modulo 64
  }

  /** After one more task. */
  Configuration and(int slot, boolean optional, KeyState[] after) {
    long[] more = bits.clone();
    more[slot >> 6] |= 1L << slot;
    return new Configuration(after, more, chosen + (optional ? 1 : 0), length + 1);
  }

  /** After the end of a task that it holds: the slot is free. */
  Configuration without(int slot) {
    long[] fewer = bits.clone();
    fewer[slot >> 6] &= ~(1L << slot);
    return new Configuration(state, fewer, chosen, length);
  }

  /** Equal for configurations of which one may allow all that the other does. */
  int likeness(Schedule schedule, int event) {
    int hash = event;
    for (KeyState key : state) {
      hash = 31 * hash + key.likeness();
    }
    long[] observers = schedule.observers(event);
    for (int i = 0; i < schedule.requiredWords; i++) {
      hash = 31 * hash + Long.hashCode(bits[i] & ~observers[i]);
    }
    return hash;
  }

  /**
   * Does this one allow whatever the other does? It does if it has seen at least as much, has used
   * up no optional task that the other has left, and knows no higher bound of an unknown revision.
   */
  boolean allows(Configuration other, Schedule schedule, int event) {
    long[] observers = schedule.observers(event);
    for (int i = 0; i < schedule.words; i++) {
      if (i >= schedule.requiredWords
          ? (bits[i] & ~other.bits[i]) != 0
          : ((bits[i] ^ other.bits[i]) & ~observers[i]) != 0 || (other.bits[i] & ~bits[i]) != 0) {
        return false;
      }
    }
    for (int key = 0; key < state.length; key++) {
      if (!state[key].alike(other.state[key])
          || state[key].revision() > other.state[key].revision()) {
        return false;
      }
    }
    return true;
  }
}
