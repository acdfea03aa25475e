package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A disk in memory that can fail and crash. At a crash each sector that was written since the last
 * force is as it was before or as it was written, by chance; so is the length, and each change of
 * names.
 */
final class FragileDisk implements Disk {
  private static final int SECTOR = 512;

  /** What is on the platter, and what the system holds in memory. */
  private static final class Content {
    byte[] durable = new byte[0];
    byte[] current = new byte[0];
  }

  private Map<String, Content> names = new TreeMap<>();
  private Map<String, Content> durableNames = new TreeMap<>();
  private final List<CompletableFuture<Void>> pending = new ArrayList<>();

  /** Operations that change something, until this many have been done; then all fail. */
  int operationsLeft = Integer.MAX_VALUE;

  boolean forcesFail;
  boolean writesFail;
  boolean full;
  boolean slow;
  int forces;

  /** Stops the machine; the same files are there, less what was lost, on the disk returned. */
  FragileDisk crash(SplittableRandom random) {
    var after = new FragileDisk();
    Map<String, Content> kept = random.nextBoolean() ? names : durableNames;
    kept.forEach((name, content) -> {
      var survived = new Content();
      survived.durable = survivors(content, random);
      survived.current = survived.durable.clone();
      after.names.put(name, survived);
      after.durableNames.put(name, survived);
    });
    return after;
  }

  private static byte[] survivors(Content content, SplittableRandom random) {
    int length = random.nextBoolean() ? content.current.length : content.durable.length;
    byte[] result = new byte[length];
    int kind = random.nextInt(4);
    for (int at = 0; at < length; at += SECTOR) {
      boolean written =
          switch (kind) {
            case 0 -> true;
            case 1 -> false;
            default -> random.nextBoolean();
          };
      byte[] from = written ? content.current : content.durable;
      int end = Math.min(Math.min(at + SECTOR, length), from.length);
      if (end > at) {
        System.arraycopy(from, at, result, at, end - at);
      }
    }
    return result;
  }

  /** As a process that is killed leaves it: nothing is lost. */
  FragileDisk restart() {
    var after = new FragileDisk();
    names.forEach((name, content) -> {
      var same = new Content();
      same.current = content.current.clone();
      same.durable = content.durable.clone();
      after.names.put(name, same);
      after.durableNames.put(name, same);
    });
    return after;
  }

  byte[] bytes(String name) {
    Content content = names.get(name);
    if (content == null) {
      throw new AssertionError("no file " + name + " among " + names.keySet());
    }
    return content.current;
  }

  /** Lets all forces that are under way complete. */
  void complete() {
    List<CompletableFuture<Void>> now = List.copyOf(pending);
    pending.clear();
    now.forEach(stage -> stage.complete(null));
  }

  /** The same, with a failure. */
  void failForces() {
    List<CompletableFuture<Void>> now = List.copyOf(pending);
    pending.clear();
    now.forEach(stage -> stage.completeExceptionally(new IOException("Input/output error")));
  }

  boolean isForcing() {
    return !pending.isEmpty();
  }

  private void change() throws IOException {
    if (operationsLeft-- <= 0) {
      throw new IOException("the machine has stopped");
    }
    if (writesFail) {
      throw new IOException("Input/output error");
    }
  }

  private CompletionStage<Void> force(Runnable done) {
    forces++;
    if (operationsLeft-- <= 0 || forcesFail) {
      return CompletableFuture.failedFuture(new IOException("Input/output error"));
    }
    done.run();
    if (!slow) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> stage = new CompletableFuture<>();
    pending.add(stage);
    return stage;
  }

  @Override
  public List<String> list() {
    return names.keySet().stream().filter(name -> name.indexOf('/') < 0).toList();
  }

  @Override
  public void setAside(List<String> files, String aside) throws IOException {
    change();
    if (hasAside(aside)) {
      throw new FileAlreadyExistsException(aside);
    }
    for (String name : files) {
      Content content = names.get(name);
      if (content == null) {
        throw new NoSuchFileException(name);
      }
      names.put(aside + "/" + name, content);
    }
  }

  @Override
  public boolean hasAside(String aside) {
    return names.keySet().stream().anyMatch(name -> name.startsWith(aside + "/"));
  }

  @Override
  public void discardAside(String aside) throws IOException {
    change();
    names.keySet().removeIf(name -> name.startsWith(aside + "/"));
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    change();
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    if (full) {
      throw new IOException("No space left on device");
    }
    var content = new Content();
    content.current = new byte[(int) bytes];
    names.put(name, content);
    return new MemoryFile(name, content);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new NoSuchFileException(name);
    }
    return new MemoryFile(name, content);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    Content content = names.remove(from);
    if (content == null) {
      throw new NoSuchFileException(from);
    }
    names.put(to, content);
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    names.remove(name);
  }

  @Override
  public CompletionStage<Void> forceNames() {
    return force(() -> durableNames = new TreeMap<>(names));
  }

  @Override
  public long usableBytes() {
    return full ? 0 : Long.MAX_VALUE;
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public void close() {}

  private final class MemoryFile implements DiskFile {
    private final String name;
    private final Content content;
    private boolean closed;

    MemoryFile(String name, Content content) {
      this.name = name;
      this.content = content;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long size() throws IOException {
      requireOpen();
      return content.current.length;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      requireOpen();
      int count = (int) Math.max(0, Math.min(into.remaining(), content.current.length - position));
      if (count > 0) {
        into.put(content.current, (int) position, count);
      }
      return count;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      requireOpen();
      change();
      int end = (int) position + from.remaining();
      if (end > content.current.length) {
        if (full) {
          throw new IOException("No space left on device");
        }
        content.current = Arrays.copyOf(content.current, end);
      }
      from.get(content.current, (int) position, from.remaining());
    }

    @Override
    public CompletionStage<Void> force() {
      byte[] written = content.current.clone();
      return FragileDisk.this.force(() -> content.durable = written);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      requireOpen();
      change();
      if (bytes < content.current.length) {
        content.current = Arrays.copyOf(content.current, (int) bytes);
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new IOException(name + " is closed");
      }
    }
  }
}
