package dev.memdi.durable.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A directory of the file system; locked for as long as it is open. */
public final class FileDisk implements Disk {
  /** Is no content. */
  static final String LOCK = "lock";

  /** A directory aside with this behind its name is not all there, or not any more. */
  private static final String UNFINISHED = ".new";

  private static final int ZEROS = 1 << 20;

  private final Path directory;
  private final FileChannel lockFile;
  private final FileLock lock;

  private FileDisk(Path directory, FileChannel lockFile, FileLock lock) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens {@code directory}, which is made if there is none.
   *
   * @throws IOException if it can't be used, also because another process has it open
   */
  public static FileDisk open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile = FileChannel.open(directory.resolve(LOCK), CREATE, WRITE);
    try {
      FileLock lock = lockFile.tryLock();
      if (lock != null) {
        return new FileDisk(directory, lockFile, lock);
      }
    } catch (OverlappingFileLockException e) {
      // this very process has it open: said below, as of any other
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
    lockFile.close();
    throw new IOException(
        directory + " is in use by another node: each node needs a data directory of its own");
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(LOCK))
          .sorted()
          .toList();
    }
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    Path path = directory.resolve(name);
    FileChannel channel = FileChannel.open(path, CREATE_NEW, READ, WRITE);
    try {
      // Zeros are written rather than a length set: a sparse file's blocks would be found at the
      // time of writing, which makes forcing slower and lets a full disk be noticed too late.
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, bytes));
      for (long at = 0; at < bytes; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
        at += channel.write(zeros, at);
      }
      return new ChannelFile(name, channel);
    } catch (IOException e) {
      try (channel) {
        Files.deleteIfExists(path);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ChannelFile(name, FileChannel.open(directory.resolve(name), READ, WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public void setAside(List<String> names, String aside) throws IOException {
    Path target = directory.resolve(aside);
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path unfinished = directory.resolve(aside + UNFINISHED);
    deleteAll(unfinished);
    Files.createDirectory(unfinished);
    for (String name : names) {
      Files.createLink(unfinished.resolve(name), directory.resolve(name));
    }
    force(unfinished);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean hasAside(String aside) {
    return Files.isDirectory(directory.resolve(aside));
  }

  @Override
  public void discardAside(String aside) throws IOException {
    if (hasAside(aside)) {
      Path unfinished = directory.resolve(aside + UNFINISHED);
      deleteAll(unfinished);
      Files.move(directory.resolve(aside), unfinished, StandardCopyOption.ATOMIC_MOVE);
      deleteAll(unfinished);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      List<Path> content;
      try (Stream<Path> files = Files.list(directory)) {
        content = files.toList();
      }
      for (Path file : content) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }

  @Override
  public CompletionStage<Void> forceNames() {
    try {
      force(directory);
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, READ)) {
      names.force(true);
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public String place() {
    return directory.toString();
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }

  static int read(FileChannel channel, ByteBuffer into, long position) throws IOException {
    int read = 0;
    while (into.hasRemaining()) {
      int more = channel.read(into, position + read);
      if (more < 0) {
        break;
      }
      read += more;
    }
    return read;
  }

  private record ChannelFile(String name, FileChannel channel) implements DiskFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return FileDisk.read(channel, into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      for (long at = position; from.hasRemaining(); ) {
        at += channel.write(from, at);
      }
    }

    @Override
    public CompletionStage<Void> force() {
      try {
        channel.force(false);
        return CompletableFuture.completedFuture(null);
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
