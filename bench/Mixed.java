import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Reads and writes of many keys by the Redis protocol, in no order: keys of 16 bytes, values of 100. What a
/// pause does to clients shows only where they do not wait for it with their next request: with a rate, requests
/// are due at even distances, and a latency is counted from when its request was due.
///
///     java bench/Mixed.java PORT
///
/// On standard input `load KEYS`, which sets them all, or `run KEYS WRITES CONNECTIONS RATE SECONDS`: so many
/// percent of writes, so many requests per second over all connections, or as many as possible for a rate of 0. A
/// line of JSON is the answer to either; latencies are in ms.
class Mixed {
  static final byte[] VALUE = "v".repeat(100).getBytes();
  static final int STEP = 7919; // a prime: n * STEP % keys passes all keys, in no order

  public static void main(String[] args) throws Exception {
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int keys = Integer.parseInt(words[1]);
      System.out.println(
          words[0].equals("load")
              ? load(server, keys)
              : run(server, keys, Integer.parseInt(words[2]), Integer.parseInt(words[3]),
                  Integer.parseInt(words[4]), Integer.parseInt(words[5])));
    }
  }

  static String load(InetSocketAddress server, int keys) throws IOException {
    long begun = System.nanoTime();
    int most = 500;
    ByteBuffer out = ByteBuffer.allocate(most * 200);
    ByteBuffer in = ByteBuffer.allocate(most * 5);
    try (SocketChannel channel = SocketChannel.open(server)) {
      for (int first = 0; first < keys; first += most) {
        int count = Math.min(most, keys - first);
        out.clear();
        for (int n = first; n < first + count; n++) {
          put(out, true, (int) ((long) n * STEP % keys));
        }
        out.flip();
        while (out.hasRemaining()) {
          channel.write(out);
        }
        in.clear().limit(count * 5);
        while (in.hasRemaining() && channel.read(in) >= 0) {
          if (in.get(0) != '+') {
            throw new IOException(new String(in.array(), 0, in.position()));
          }
        }
      }
    }
    return String.format(Locale.ROOT, "{\"seconds\": %.1f}", (System.nanoTime() - begun) / 1e9);
  }

  static void put(ByteBuffer out, boolean write, int key) {
    out.put((write ? "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000000\r\n" : "*2\r\n$3\r\nGET\r\n$16\r\nkey:000000000000\r\n")
        .getBytes());
    for (int at = out.position() - 3, rest = key; rest > 0; at--, rest /= 10) {
      out.put(at, (byte) ('0' + rest % 10));
    }
    if (write) {
      out.put("$100\r\n".getBytes()).put(VALUE).put("\r\n".getBytes());
    }
  }

  static String run(InetSocketAddress server, int keys, int writes, int connections, int rate, int seconds)
      throws IOException {
    Times gets = new Times();
    Times sets = new Times();
    try (Selector selector = Selector.open()) {
      long begun = System.nanoTime();
      long end = begun + seconds * 1_000_000_000L;
      long distance = rate == 0 ? 0 : 1_000_000_000L * connections / rate;
      List<Connection> all = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        all.add(new Connection(server, selector, keys, writes, distance, begun + distance * i / connections));
      }
      while (System.nanoTime() < end) {
        long now = System.nanoTime();
        for (Connection connection : all) {
          connection.sendIfDue(now);
        }
        if (rate == 0) {
          selector.select(100);
        } else {
          selector.selectNow();
          if (selector.selectedKeys().isEmpty()) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000);
          }
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ((Connection) key.attachment()).receive(gets, sets);
        }
        selector.selectedKeys().clear();
      }
      double took = (System.nanoTime() - begun) / 1e9;
      for (Connection connection : all) {
        connection.channel.close();
      }
      return String.format(Locale.ROOT, "{\"per_second\": %.0f, \"reads\": %s, \"writes\": %s}",
          (gets.count + sets.count) / took, gets.summary(), sets.summary());
    }
  }

  /// Times of requests, in ns.
  static final class Times {
    long[] values = new long[1 << 16];
    int count;

    void add(long nanos) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = nanos;
    }

    String summary() {
      if (count == 0) {
        return "null";
      }
      Arrays.sort(values, 0, count);
      return String.format(Locale.ROOT,
          "{\"requests\": %d, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, \"max_ms\": %.3f}",
          count, values[count / 2] / 1e6, values[(int) (count * 0.99)] / 1e6,
          values[(int) (count * 0.999)] / 1e6, values[count - 1] / 1e6);
    }
  }

  static final class Connection {
    final SocketChannel channel;
    final int keys;
    final int writes;
    final long distance;
    final ByteBuffer out = ByteBuffer.allocate(256);
    final ByteBuffer in = ByteBuffer.allocate(256);
    long due;
    boolean waiting;
    boolean writing;

    Connection(InetSocketAddress server, Selector selector, int keys, int writes, long distance, long due)
        throws IOException {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
      this.keys = keys;
      this.writes = writes;
      this.distance = distance;
      this.due = due;
    }

    void sendIfDue(long now) throws IOException {
      if (waiting || now < due) {
        return;
      }
      ThreadLocalRandom random = ThreadLocalRandom.current();
      writing = random.nextInt(100) < writes;
      out.clear();
      put(out, writing, random.nextInt(keys));
      channel.write(out.flip()); // smaller than the socket's buffer
      in.clear();
      waiting = true;
      if (distance == 0) {
        due = now;
      }
    }

    void receive(Times gets, Times sets) throws IOException {
      if (channel.read(in) < 0 || in.get(0) == '-' || in.get(1) == '-') {
        throw new IOException(new String(in.array(), 0, in.position()));
      }
      if (in.position() == (writing ? 5 : 108)) {
        (writing ? sets : gets).add(System.nanoTime() - due);
        waiting = false;
        due += distance;
      }
    }
  }
}
