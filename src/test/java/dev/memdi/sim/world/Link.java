package dev.memdi.sim.world;

import org.jspecify.annotations.Nullable;

/** One direction between two nodes. */
final class Link {
  private final SimNode from;
  private final SimNode to;
  private @Nullable LinkProfile own;
  private LinkProfile usual = LinkProfile.LAN;
  private LinkProfile current = LinkProfile.LAN;
  private int cuts;
  private long latestArrival;

  Link(SimNode from, SimNode to) {
    this.from = from;
    this.to = to;
  }

  SimNode from() {
    return from;
  }

  SimNode to() {
    return to;
  }

  /** Null: as all links are. */
  void own(@Nullable LinkProfile profile) {
    own = profile;
  }

  /** Computes once, and not for each message, what the disturbances make of this link. */
  void settle(LinkProfile common, Iterable<Worsening> worsenings) {
    usual = own == null ? common : own;
    current = usual;
    for (Worsening worsening : worsenings) {
      if (worsening.concerns(this)) {
        current = current.worsenedBy(worsening.profile());
      }
    }
  }

  /** What it is like when nothing is wrong. */
  LinkProfile usual() {
    return usual;
  }

  LinkProfile current() {
    return current;
  }

  void cut(int more) {
    cuts += more;
  }

  boolean isCut() {
    return cuts > 0;
  }

  /** When a message arrives that would do so at this time: not before the one ahead of it. */
  long arrival(long time, SimNetwork network) {
    if (time > latestArrival) {
      latestArrival = time;
      return time;
    }
    if (current.fifo()) {
      return ++latestArrival;
    }
    network.tally(PacketFate.REORDERED);
    return time;
  }

  @Override
  public String toString() {
    return from + ">" + to;
  }
}
