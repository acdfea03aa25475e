package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A disk for several threads at once: one call after the other.
 *
 * <p>A force of the names that failed may have lost, for good, what others had named meanwhile, and
 * their own force would succeed with nothing left to do. So from then on forcing fails until
 * whoever gave such a name has taken it back. What is not finished yet has no name to lose.
 */
final class SharedDisk implements Disk {
  private final Disk disk;
  private final SortedSet<String> given = new TreeSet<>(); // since the names were forced
  private final SortedSet<String> doubtful = new TreeSet<>(); // when forcing them failed

  SharedDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public synchronized List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public synchronized DiskFile create(String name, long bytes) throws IOException {
    DiskFile file = disk.create(name, bytes);
    given(name);
    return file;
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    disk.rename(from, to);
    takenBack(from);
    given(to);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    disk.delete(name);
    takenBack(name);
  }

  @Override
  public synchronized void setAside(List<String> names, String aside) throws IOException {
    disk.setAside(names, aside);
    given(aside);
  }

  @Override
  public synchronized boolean hasAside(String aside) throws IOException {
    return disk.hasAside(aside);
  }

  @Override
  public synchronized void discardAside(String aside) throws IOException {
    disk.discardAside(aside);
    takenBack(aside);
  }

  @Override
  public synchronized CompletionStage<Void> forceNames() {
    SortedSet<String> covered = new TreeSet<>(given);
    return disk.forceNames()
        .handle((_, failure) -> forced(covered, failure))
        .thenCompose(Function.identity());
  }

  private synchronized CompletionStage<Void> forced(
      SortedSet<String> covered, @Nullable Throwable failure) {
    covered.retainAll(given);
    given.removeAll(covered);
    if (failure != null) {
      doubtful.addAll(covered);
      return CompletableFuture.failedFuture(failure);
    }
    return doubtful.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new IOException("whether these names will last is not known: " + doubtful));
  }

  private void given(String name) {
    doubtful.remove(name);
    if (!SegmentName.isUnfinished(name) && !SnapshotName.isUnfinished(name)) {
      given.add(name);
    }
  }

  private void takenBack(String name) {
    given.remove(name);
    doubtful.remove(name);
  }

  @Override
  public synchronized long usableBytes() throws IOException {
    return disk.usableBytes();
  }

  @Override
  public String place() {
    return disk.place();
  }

  @Override
  public synchronized void close() throws IOException {
    disk.close();
  }
}
