package dev.memdi.sim.disk;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** A {@link SimDisk} as one process sees it, for as long as that lives. */
final class OpenDisk implements Disk {
  private final SimDisk disk;
  private final Later later;

  OpenDisk(SimDisk disk, Later later) {
    this.disk = disk;
    this.later = later;
  }

  @Override
  public List<String> list() throws IOException {
    checkOpen();
    return disk.directory().all().stream().filter(name -> !Names.isAside(name)).toList();
  }

  @Override
  public void setAside(List<String> names, String aside) throws IOException {
    if (hasAside(aside)) {
      throw new FileAlreadyExistsException(aside);
    }
    if (disk.troubles().writeFails(disk.random())) {
      throw new IOException("can't write to " + aside + ": input/output error (simulated)");
    }
    for (String name : names) {
      existing(name);
    }
    disk.directory().setAside(names, aside, disk.nextMoment());
  }

  @Override
  public boolean hasAside(String aside) throws IOException {
    checkOpen();
    return disk.directory().hasAside(aside);
  }

  @Override
  public void discardAside(String aside) throws IOException {
    checkOpen();
    disk.directory().discardAside(aside, disk.nextMoment());
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    checkOpen();
    if (disk.directory().get(name) != null) {
      throw new FileAlreadyExistsException(name);
    }
    if (disk.troubles().writeFails(disk.random())) {
      throw new IOException("can't write to " + name + ": input/output error (simulated)");
    }
    if (bytes > usableBytes()) {
      throw noSpace(name);
    }
    Sectors file = new Sectors();
    disk.directory().put(name, file, disk.nextMoment());
    file.resizeTo(bytes, disk.nextMoment());
    return new OpenFile(name, file);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new OpenFile(name, existing(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Sectors file = existing(from);
    disk.directory().rename(from, to, file, disk.nextMoment());
  }

  @Override
  public void delete(String name) throws IOException {
    checkOpen();
    if (disk.directory().get(name) != null) {
      disk.directory().remove(name, disk.nextMoment());
    }
  }

  @Override
  public CompletionStage<Void> forceNames() {
    return force(
        "the names",
        disk.directory()::forced,
        moment -> disk.directory().forceFailed(moment, disk.random()));
  }

  @Override
  public long usableBytes() throws IOException {
    checkOpen();
    return Math.max(0, disk.troubles().capacity() - disk.used());
  }

  @Override
  public String place() {
    return disk.place();
  }

  @Override
  public void close() {
    if (disk.isOpenAs(this)) {
      disk.release();
    }
  }

  private Sectors existing(String name) throws IOException {
    checkOpen();
    Sectors file = disk.directory().get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  private void checkOpen() throws IOException {
    if (!disk.isOpenAs(this)) {
      throw new IOException(disk.place() + " was closed, or its power has gone since (simulated)");
    }
  }

  private static IOException noSpace(String name) {
    return new IOException("can't write to " + name + ": no space left on device (simulated)");
  }

  private CompletionStage<Void> force(String what, LongConsumer succeed, LongConsumer fail) {
    long moment = disk.moment();
    boolean fails = disk.troubles().forceFails(disk.random());
    Duration delay = disk.troubles().delay(disk.random());
    var done = new CompletableFuture<Void>();
    Runnable end =
        () -> {
          if (!disk.isOpenAs(this)) {
            done.completeExceptionally(new IOException(disk.place() + " is not open"));
          } else if (fails) {
            fail.accept(moment);
            done.completeExceptionally(
                new IOException("can't force " + what + ": input/output error (simulated)"));
          } else {
            succeed.accept(moment);
            done.complete(null);
          }
        };
    if (delay.isZero()) {
      end.run();
    } else {
      later.after(delay, end);
    }
    return done;
  }

  private final class OpenFile implements DiskFile {
    private final String name;
    private final Sectors file;
    private boolean closed;

    OpenFile(String name, Sectors file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long size() throws IOException {
      check();
      return file.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      check();
      return file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      check();
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      boolean fails = disk.troubles().writeFails(disk.random());
      long growth = Math.max(0, position + bytes.length - file.size());
      boolean full = growth > usableBytes();
      int written = bytes.length;
      if (fails || full) {
        long most = full ? bytes.length - (growth - usableBytes()) : bytes.length;
        written = disk.random().nextInt((int) Math.max(0, most) + 1);
      }
      byte[] reached = written == bytes.length ? bytes : Arrays.copyOf(bytes, written);
      file.write(reached, position, disk.nextMoment());
      if (full) {
        throw noSpace(name);
      }
      if (fails) {
        throw new IOException("can't write to " + name + ": input/output error (simulated)");
      }
    }

    @Override
    public CompletionStage<Void> force() {
      if (closed) {
        return CompletableFuture.failedFuture(new IOException(name + " was closed"));
      }
      return OpenDisk.this.force(
          name, file::forced, moment -> file.forceFailed(moment, disk.random()));
    }

    @Override
    public void truncate(long bytes) throws IOException {
      check();
      file.resizeTo(Math.min(bytes, file.size()), disk.nextMoment());
    }

    @Override
    public void close() {
      closed = true;
    }

    private void check() throws IOException {
      checkOpen();
      if (closed) {
        throw new IOException(name + " was closed");
      }
    }
  }
}
