package dev.memdi.sim.disk;

import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A simulated disk, or rather the directory on it that one node uses. */
public final class SimDisk {
  /** More than a journal writes at a time in a simulation. */
  private static final int SPARED = 2048;

  private final String place;
  private final RandomGenerator random;
  private final DiskTroubles troubles;
  private final Names names = new Names();
  private @Nullable OpenDisk opened;
  private long moment;

  /** One without troubles and without delays; what happens in a crash follows from the random. */
  public SimDisk(RandomGenerator random) {
    this("simulated", random, new DiskTroubles());
  }

  public SimDisk(String place, RandomGenerator random, DiskTroubles troubles) {
    this.place = place;
    this.random = random;
    this.troubles = troubles;
  }

  /** Opens it for a process that is never slow. */
  public Disk open() throws IOException {
    return open(Later.AT_ONCE);
  }

  /**
   * Opens it for a process.
   *
   * @param later that process's timer, for when the disk is slow
   * @throws IOException if it is open already
   */
  public Disk open(Later later) throws IOException {
    if (opened != null) {
      throw new IOException(place + " is in use by another node");
    }
    opened = new OpenDisk(this, later);
    return opened;
  }

  /**
   * The power goes: of what was not forced, anything may be lost. It can be opened again then; what
   * was opened before is of no use any more.
   */
  public void crash() {
    release();
    Sectors.Survival survival = Sectors.Survival.draw(random);
    names.crash(survival, random);
    names.files().forEach(file -> file.crash(survival, random));
  }

  /** The process ends, and the operating system goes on: nothing is lost. */
  public void release() {
    opened = null;
  }

  /** Somebody deletes all that is there. */
  public void empty() {
    names.clear();
  }

  public DiskTroubles troubles() {
    return troubles;
  }

  /** Whether a crash now would lose nothing of that file's content. */
  public boolean isForced(String name) {
    return file(name).isForced();
  }

  public List<String> names() {
    return names.all();
  }

  /** All of a file, as it is read now. */
  public byte[] content(String name) {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(size(name)));
    file(name).read(content, 0);
    return content.array();
  }

  /** The length of a file. */
  public long size(String name) {
    return file(name).size();
  }

  /** A bit of a file turns, counted from its beginning. */
  public void flip(String name, long bit) {
    if (bit < 0 || bit >= size(name) * 8) {
      throw new IllegalArgumentException("there is no bit " + bit + " in " + name);
    }
    file(name).flip(bit);
  }

  /**
   * Bit rot: some bit turns in what was written to the file long ago. False if there is nothing
   * old.
   */
  public boolean rot(String name) {
    Sectors file = file(name);
    List<Integer> old = old(name);
    if (old.isEmpty()) {
      return false;
    }
    long sector = old.get(random.nextInt(old.size()));
    long from = sector * Sectors.SECTOR;
    long to = Math.min(from + Sectors.SECTOR, file.size());
    file.flip(random.nextLong(from * 8, to * 8));
    return true;
  }

  /** Bit rot in some file that has anything old in it. False if there is none. */
  public boolean rot() {
    List<String> old = names.all().stream().filter(name -> !old(name).isEmpty()).toList();
    return !old.isEmpty() && rot(old.get(random.nextInt(old.size())));
  }

  /**
   * The sectors of a file that may rot. What was written last to a segment is spared: damage to it
   * and to all that says that it was forced can't be told from a write that a crash cut short.
   */
  private List<Integer> old(String name) {
    Sectors file = file(name);
    long end = name.endsWith(".seg") ? file.end() - SPARED : Long.MAX_VALUE;
    return file.oldSectors().stream()
        .filter(sector -> (sector + 1L) * Sectors.SECTOR <= end)
        .toList();
  }

  /** Bytes in use. */
  public long used() {
    return names.files().stream().mapToLong(Sectors::size).sum();
  }

  // ---- for those who have it open
  // ----------------------------------------------------------------

  String place() {
    return place;
  }

  Names directory() {
    return names;
  }

  RandomGenerator random() {
    return random;
  }

  boolean isOpenAs(OpenDisk candidate) {
    return opened == candidate;
  }

  /** Later than every moment before. */
  long nextMoment() {
    return ++moment;
  }

  long moment() {
    return moment;
  }

  private Sectors file(String name) {
    Sectors file = names.get(name);
    if (file == null) {
      throw new IllegalArgumentException("there is no file " + name + " on " + place);
    }
    return file;
  }
}
