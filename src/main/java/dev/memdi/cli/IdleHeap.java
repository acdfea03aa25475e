package dev.memdi.cli;

/**
 * Gives the memory back that a busy time has left behind: after many collections, once there are
 * hardly any. While there is work to do, a heap that is kept small costs up to half of the
 * throughput, so this is not left to the JVM's own ratios.
 */
final class IdleHeap {
  /** The heap of this process. */
  interface Heap {
    /** Collections of what is young since the process began; never less than before. */
    long youngCollections();

    /** Collects, and lets go of what is free then but for little. Takes its time. */
    void giveBack();
  }

  /** Beats and timers alone need a collection now and then, too. */
  private static final long HARDLY_ANY = 1;

  /** So many have made the heap larger than it need be. */
  private static final long MANY = 8;

  /**
   * Looks in a row: work that comes in bursts does not find a small heap each time, and a process
   * that stood still between two of them has not rested.
   */
  private static final int LONG_ENOUGH = 3;

  private final Heap heap;
  private int restful;
  private long before;
  private long atRest;

  IdleHeap(Heap heap) {
    this.heap = heap;
    this.before = heap.youngCollections();
    this.atRest = 0;
  }

  /** To be called at equal intervals, by one thread. */
  void look() {
    long now = heap.youngCollections();
    restful = now - before <= HARDLY_ANY ? restful + 1 : 0;
    if (restful >= LONG_ENOUGH && now - atRest >= MANY) {
      heap.giveBack();
      now = heap.youngCollections(); // with those that this has taken
      atRest = now;
    }
    before = now;
  }
}
