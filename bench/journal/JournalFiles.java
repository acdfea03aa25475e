import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the journal's files should be: mapped or written through a channel, preallocated or not.
 * Run: {@code java bench/journal/JournalFiles.java [directory]}. A group of n records of 150 bytes
 * stands for n writers that wait for one force.
 */
final class JournalFiles {
  static final int RECORD = 150;
  static final int SEGMENT = 16 << 20;
  static final int ROUNDS = 3;

  interface Target extends AutoCloseable {
    void append(ByteBuffer bytes) throws IOException;

    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args.length > 0 ? args[0] : "target");
    System.out.println("kind               group  groups/s  p50 us  p99 us | unforced MB/s");
    for (int round = 0; round < ROUNDS; round++) {
      for (String kind : new String[] {"channel-grown", "channel-prealloc", "mapped-prealloc"}) {
        double rate = throughput(directory, kind);
        for (int group : new int[] {1, 16, 64}) {
          forced(directory, kind, group, rate);
        }
      }
    }
  }

  static void forced(Path directory, String kind, int group, double rate) throws IOException {
    int count = 1500;
    long[] nanos = new long[count];
    ByteBuffer bytes = ByteBuffer.allocateDirect(RECORD * group);
    try (Target target = open(directory, kind)) {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        target.append(bytes.clear());
        target.force();
        nanos[i] = System.nanoTime() - start;
      }
    }
    double total = Arrays.stream(nanos).sum() / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        "%-18s %5d %9.0f %7d %7d | %8.0f%n",
        kind, group, count / total, nanos[count / 2] / 1000, nanos[count * 99 / 100] / 1000, rate);
  }

  static double throughput(Path directory, String kind) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
    int count = SEGMENT / bytes.capacity();
    long start = System.nanoTime();
    long written = 0;
    for (int segment = 0; segment < 4; segment++) {
      try (Target target = open(directory, kind)) {
        for (int i = 0; i < count; i++) {
          target.append(bytes.clear());
          written += bytes.capacity();
        }
        target.force();
      }
    }
    return written / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  static Target open(Path directory, String kind) throws IOException {
    Path path = directory.resolve("journal-files.bench");
    Files.deleteIfExists(path);
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!kind.equals("channel-grown")) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; at < SEGMENT; at += zeros.capacity()) {
        channel.write(zeros.clear(), at);
      }
      channel.force(true);
    }
    return kind.equals("mapped-prealloc") ? mapped(channel, path) : plain(channel, path);
  }

  static Target plain(FileChannel channel, Path path) {
    return new Target() {
      private long at;

      @Override
      public void append(ByteBuffer bytes) throws IOException {
        at += channel.write(bytes, at);
      }

      @Override
      public void force() throws IOException {
        channel.force(false);
      }

      @Override
      public void close() throws IOException {
        channel.close();
        Files.delete(path);
      }
    };
  }

  static Target mapped(FileChannel channel, Path path) throws IOException {
    Arena arena = Arena.ofConfined();
    MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SEGMENT, arena);
    return new Target() {
      private long at;
      private long forced;

      @Override
      public void append(ByteBuffer bytes) {
        long length = bytes.remaining();
        MemorySegment.copy(
            MemorySegment.ofBuffer(bytes), ValueLayout.JAVA_BYTE, 0, memory,
            ValueLayout.JAVA_BYTE, at, length);
        at += length;
      }

      @Override
      public void force() {
        memory.asSlice(forced, at - forced).force();
        forced = at;
      }

      @Override
      public void close() throws IOException {
        arena.close();
        channel.close();
        Files.delete(path);
      }
    };
  }

  private JournalFiles() {}
}
