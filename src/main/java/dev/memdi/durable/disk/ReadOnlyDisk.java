package dev.memdi.durable.disk;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * A directory of the file system, to look at only: it takes no lock, so whoever has the directory
 * may go on writing to it meanwhile.
 */
public final class ReadOnlyDisk implements Disk {
  private final Path directory;

  private ReadOnlyDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws IOException if there is no such directory
   */
  public static ReadOnlyDisk open(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      throw new IOException("there is no directory " + directory);
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is not a directory");
    }
    return new ReadOnlyDisk(directory);
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(FileDisk.LOCK))
          .sorted()
          .toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ReadOnlyFile(name, FileChannel.open(directory.resolve(name), READ));
  }

  @Override
  public DiskFile create(String name, long bytes) {
    throw new UnsupportedOperationException("create " + name);
  }

  @Override
  public void rename(String from, String to) {
    throw new UnsupportedOperationException("rename " + from);
  }

  @Override
  public void delete(String name) {
    throw new UnsupportedOperationException("delete " + name);
  }

  @Override
  public void setAside(List<String> names, String aside) {
    throw new UnsupportedOperationException("set aside " + names);
  }

  @Override
  public boolean hasAside(String aside) {
    return Files.isDirectory(directory.resolve(aside));
  }

  @Override
  public void discardAside(String aside) {
    throw new UnsupportedOperationException("discard " + aside);
  }

  @Override
  public CompletionStage<Void> forceNames() {
    throw new UnsupportedOperationException("force names");
  }

  @Override
  public long usableBytes() {
    return 0;
  }

  @Override
  public String place() {
    return directory.toString();
  }

  @Override
  public void close() {}

  private record ReadOnlyFile(String name, FileChannel channel) implements DiskFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return FileDisk.read(channel, into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException("write to " + name);
    }

    @Override
    public CompletionStage<Void> force() {
      throw new UnsupportedOperationException("force " + name);
    }

    @Override
    public void truncate(long bytes) {
      throw new UnsupportedOperationException("truncate " + name);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
