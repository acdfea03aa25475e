package dev.memdi.sim.world;

import dev.memdi.durable.disk.Disk;
import dev.memdi.sim.disk.DiskTroubles;
import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The disks of a machine, one for each directory that was ever opened. They outlive the lives of
 * its process: a kill is a loss of power, and loses what was not forced. Forcing takes up to 3 ms
 * as long as nothing is wrong, so that other things happen meanwhile.
 */
public final class NodeDisks {
  /** Far from the seeds of everything else, which must not change because there are disks. */
  private static final long STREAM = 0x6D656D6469_D15CL;

  private final SimNode node;
  private final SplittableRandom random;
  private final DiskTroubles troubles = new DiskTroubles();
  private final TreeMap<String, SimDisk> disks = new TreeMap<>();

  NodeDisks(SimNode node) {
    this.node = node;
    this.random = new SplittableRandom(node.world().seed() ^ STREAM * (node.index() + 1));
    troubles.delays(Duration.ofNanos(50_000), Duration.ofMillis(3));
  }

  /** The disk that the node's process finds, or will find, at this directory. */
  public SimDisk at(Path directory) {
    return disks.computeIfAbsent(
        directory.toAbsolutePath().normalize().toString(),
        place -> new SimDisk(node.name() + ":" + place, random.split(), troubles));
  }

  /** All that there are, in the order of their directories. */
  public List<SimDisk> all() {
    return List.copyOf(disks.values());
  }

  /** What is wrong with all of them. */
  public DiskTroubles troubles() {
    return troubles;
  }

  /** Bytes in use. */
  public long used() {
    return disks.values().stream().mapToLong(SimDisk::used).sum();
  }

  /** Bit rot on one of them. False if nothing old is there. */
  public boolean rot() {
    List<SimDisk> candidates =
        disks.values().stream().filter(disk -> !disk.names().isEmpty()).toList();
    return !candidates.isEmpty() && candidates.get(random.nextInt(candidates.size())).rot();
  }

  /** For a life's {@link dev.memdi.durable.disk.DiskSetup}. */
  Disk open(Path directory, Life life) throws IOException {
    return at(directory)
        .open((delay, action) ->
            life.timers().add(delay.toNanos(), () -> life.makeReady(new DiskDone(action))));
  }

  void processEnded() {
    disks.values().forEach(SimDisk::release);
  }

  void powerLost() {
    disks.values().forEach(SimDisk::crash);
  }

  /** What a slow disk has done at last: a task of the node, with a name to be traced by. */
  private record DiskDone(Runnable action) implements Runnable {
    @Override
    public void run() {
      action.run();
    }
  }
}
