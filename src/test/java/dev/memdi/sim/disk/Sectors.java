package dev.memdi.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The content of one file: what reads show (the cache), what would be there after a crash (the
 * platter), and for each sector that is not the same in both, what was written to it meanwhile: any
 * of these may have reached the platter by itself.
 *
 * <p>Moments are numbers that grow with every write; forcing up to a moment leaves what was written
 * later as it is.
 */
final class Sectors {
  static final int SECTOR = 512;

  private record Version(long moment, byte[] bytes) {}

  private record Length(long moment, long bytes) {}

  // Arrays may be shorter than the file: the rest is zeros.
  private byte[] cache = new byte[0];
  private byte[] platter = new byte[0];
  private long size;
  private long platterSize;
  private final TreeMap<Integer, List<Version>> pending = new TreeMap<>();
  private final List<Length> pendingSizes = new ArrayList<>();

  long size() {
    return size;
  }

  int read(ByteBuffer into, long position) {
    int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
    for (int i = 0; i < count; i++) {
      long at = position + i;
      into.put(at < cache.length ? cache[(int) at] : 0);
    }
    return count;
  }

  void write(byte[] bytes, long position, long moment) {
    if (bytes.length == 0) {
      return;
    }
    int end = Math.toIntExact(position + bytes.length);
    cache = atLeast(cache, end);
    System.arraycopy(bytes, 0, cache, (int) position, bytes.length);
    if (end > size) {
      resize(end, moment);
    }
    touch(position, end, moment);
  }

  /** Cuts the file, or lengthens it with zeros. */
  void resizeTo(long bytes, long moment) {
    long before = size;
    if (bytes < before) {
      int from = (int) Math.min(bytes, cache.length);
      Arrays.fill(cache, from, cache.length, (byte) 0);
      touch(bytes, Math.min(before, Math.max(cache.length, platter.length)), moment);
    }
    if (bytes != before) {
      resize(bytes, moment);
    }
  }

  private void resize(long bytes, long moment) {
    size = bytes;
    pendingSizes.add(new Length(moment, bytes));
  }

  private void touch(long from, long to, long moment) {
    for (long sector = from / SECTOR; sector * SECTOR < to; sector++) {
      byte[] now = sectorOf(cache, (int) sector);
      pending
          .computeIfAbsent((int) sector, unused -> new ArrayList<>())
          .add(new Version(moment, now));
    }
  }

  /** Everything up to this moment is on the platter from now on. */
  void forced(long moment) {
    settle(moment, sector -> true);
  }

  /**
   * Forcing failed: of what it was to make last, some reached the platter and the rest is forgotten
   * there for good, though reads still show it.
   */
  void forceFailed(long moment, RandomGenerator random) {
    settle(moment, sector -> random.nextBoolean());
  }

  private interface Reached {
    boolean test(int sector);
  }

  private void settle(long moment, Reached reached) {
    var sectors = pending.entrySet().iterator();
    while (sectors.hasNext()) {
      Map.Entry<Integer, List<Version>> sector = sectors.next();
      Version last = null;
      for (Version version : sector.getValue()) {
        last = version.moment <= moment ? version : last;
      }
      if (last != null && reached.test(sector.getKey())) {
        toPlatter(sector.getKey(), last.bytes);
      }
      sector.getValue().removeIf(version -> version.moment <= moment);
      if (sector.getValue().isEmpty()) {
        sectors.remove();
      }
    }
    Length last = null;
    for (Length length : pendingSizes) {
      last = length.moment <= moment ? length : last;
    }
    if (last != null && reached.test(-1)) {
      platterSize = last.bytes;
    }
    pendingSizes.removeIf(length -> length.moment <= moment);
  }

  /**
   * The power goes. For every sector, and for the length, any of what was there since it was last
   * forced is what is there now.
   */
  void crash(Survival survival, RandomGenerator random) {
    pending.forEach((sector, versions) -> {
      Version kept = survival.choose(versions, random);
      if (kept != null) {
        toPlatter(sector, kept.bytes);
      }
    });
    Length length = survival.choose(pendingSizes, random);
    if (length != null) {
      platterSize = length.bytes;
    }
    pending.clear();
    pendingSizes.clear();
    if (platter.length > platterSize) {
      platter = Arrays.copyOf(platter, (int) platterSize);
    }
    cache = platter.clone();
    size = platterSize;
  }

  /** How much of what was not forced a crash leaves: all, nothing, or as it happens. */
  enum Survival {
    ALL,
    NOTHING,
    SOME;

    static Survival draw(RandomGenerator random) {
      int dice = random.nextInt(6);
      return dice == 0 ? ALL : dice == 1 ? NOTHING : SOME;
    }

    <T> @Nullable T choose(List<T> versions, RandomGenerator random) {
      if (versions.isEmpty() || this == NOTHING) {
        return null;
      }
      if (this == ALL) {
        return versions.getLast();
      }
      int choice = random.nextInt(versions.size() + 1);
      return choice == versions.size() ? null : versions.get(choice);
    }
  }

  boolean isForced() {
    return pending.isEmpty() && pendingSizes.isEmpty();
  }

  /** Sectors that hold the same in cache and platter, as far as anybody knows. */
  List<Integer> oldSectors() {
    List<Integer> old = new ArrayList<>();
    for (int sector = 0; (long) sector * SECTOR < Math.min(size, platterSize); sector++) {
      if (!pending.containsKey(sector)) {
        old.add(sector);
      }
    }
    return old;
  }

  /** Behind the last byte on the platter that is not zero. */
  long end() {
    int end = (int) Math.min(platter.length, platterSize);
    while (end > 0 && platter[end - 1] == 0) {
      end--;
    }
    return end;
  }

  /** A bit turns, on the platter and for all who read it. */
  void flip(long bit) {
    int at = Math.toIntExact(bit / 8);
    cache = atLeast(cache, at + 1);
    platter = atLeast(platter, at + 1);
    byte mask = (byte) (1 << bit % 8);
    cache[at] ^= mask;
    platter[at] ^= mask;
  }

  private void toPlatter(int sector, byte[] bytes) {
    int from = sector * SECTOR;
    platter = atLeast(platter, from + SECTOR);
    System.arraycopy(bytes, 0, platter, from, SECTOR);
  }

  private static byte[] sectorOf(byte[] array, int sector) {
    int from = sector * SECTOR;
    return from >= array.length
        ? new byte[SECTOR]
        : Arrays.copyOfRange(array, from, from + SECTOR); // zeros beyond the end
  }

  private static byte[] atLeast(byte[] array, int length) {
    return array.length >= length
        ? array
        : Arrays.copyOf(array, Math.max(length, Math.min(2 * array.length, length + (1 << 20))));
  }
}
