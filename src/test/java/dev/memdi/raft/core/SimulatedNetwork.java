package dev.memdi.raft.core;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Loses, repeats, delays and reorders packets, and drops those between hosts that are cut off. */
final class SimulatedNetwork {
  private record Link(String from, String to) {}

  private final Random random;
  private final Set<Link> cut = new HashSet<>();
  private double loss;
  private double repetition;
  private double straying;

  SimulatedNetwork(Random random) {
    this.random = random;
    loss = random.nextDouble() * 0.15;
    repetition = random.nextDouble() * 0.15;
    straying = random.nextDouble() * 0.1;
  }

  /** After how long a packet arrives, in nanoseconds: once, several times or never. */
  List<Long> delays(Packet packet) {
    if (cut.contains(new Link(packet.from().name(), packet.to().name()))
        || random.nextDouble() < loss) {
      return List.of();
    }
    return random.nextDouble() < repetition ? List.of(delay(), delay()) : List.of(delay());
  }

  private long delay() {
    int most = random.nextDouble() < straying ? 300 : 5;
    return 100_000 + (long) (random.nextDouble() * Given.ms(most));
  }

  void cut(String from, String to) {
    cut.add(new Link(from, to));
  }

  void heal() {
    cut.clear();
  }

  void becomeReliable() {
    heal();
    loss = 0;
    repetition = 0;
    straying = 0;
  }
}
