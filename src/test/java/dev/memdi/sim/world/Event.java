package dev.memdi.sim.world;

/** Something that happens at one moment of the world's time, whatever the nodes' clocks say. */
abstract class Event implements Comparable<Event> {
  private long time;
  private long sequence;

  /** Called by the agenda alone: an event in a queue must not move. */
  final void place(long time, long sequence) {
    this.time = time;
    this.sequence = sequence;
  }

  final long time() {
    return time;
  }

  abstract void happen();

  /** In order of time; events of one moment in the order in which they were planned. */
  @Override
  public final int compareTo(Event other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }
}
