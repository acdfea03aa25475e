package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A disk for several threads at once: one call after the other. */
final class SharedDisk implements Disk {
  private final Disk disk;

  SharedDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public synchronized List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public synchronized DiskFile create(String name, long bytes) throws IOException {
    return disk.create(name, bytes);
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public synchronized CompletionStage<Void> forceNames() {
    return disk.forceNames();
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
