import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// A closed loop of clients, for what redis-benchmark and wrk cannot ask: a write of Redis that waits for
/// a replica, and Hazelcast. It stays up between measurements, so that its own code is warm.
///
///     java -cp 'target/peers/*' bench/peers/Loader.java resp|hazelcast HOST:PORT
///
/// On standard input a line `WORK CONNECTIONS PIPELINE SECONDS PREFIX`, where WORK is `set`, `set-wait` (SET,
/// then WAIT 1, both in one packet) or `get`; on standard output a line of JSON for each: operations per
/// second, and the median and 99th percentile in ms of the time from a request's sending to its answer.
/// Values have 100 bytes, keys are PREFIX and 12 digits; there are 10,000.
class Loader {
  static final int KEYS = 10_000;
  static final byte[] VALUE = "v".repeat(100).getBytes();

  public static void main(String[] args) throws Exception {
    String[] address = args[1].split(":");
    InetSocketAddress server = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
    Target target = args[0].equals("resp") ? new Resp(server) : new Hazelcast(args[1]);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int connections = Integer.parseInt(words[1]);
      int pipeline = Integer.parseInt(words[2]);
      System.out.println(
          target.run(words[0], words[4], connections, pipeline, Integer.parseInt(words[3])));
    }
    System.exit(0);
  }

  interface Target {
    String run(String work, String prefix, int connections, int pipeline, int seconds) throws Exception;
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

    static String summary(Iterable<Times> all, int perTime, long nanos) {
      long[] sorted = new long[0];
      for (Times times : all) {
        int before = sorted.length;
        sorted = Arrays.copyOf(sorted, before + times.count);
        System.arraycopy(times.values, 0, sorted, before, times.count);
      }
      Arrays.sort(sorted);
      return String.format(
          Locale.ROOT,
          "{\"per_second\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"requests\": %d}",
          (double) sorted.length * perTime / (nanos / 1e9),
          sorted[sorted.length / 2] / 1e6,
          sorted[(int) (sorted.length * 0.99)] / 1e6,
          (long) sorted.length * perTime);
    }
  }

  /// All connections on one thread.
  record Resp(InetSocketAddress server) implements Target {

    @Override
    public String run(String work, String prefix, int connections, int pipeline, int seconds) throws IOException {
      Times times = new Times();
      try (Selector selector = Selector.open()) {
        Connection[] all = new Connection[connections];
        for (int i = 0; i < connections; i++) {
          all[i] = new Connection(server, selector, work, prefix, pipeline);
        }
        long begun = System.nanoTime();
        long end = begun + seconds * 1_000_000_000L;
        for (Connection connection : all) {
          connection.send();
        }
        while (System.nanoTime() < end) {
          selector.select(
              key -> {
                try {
                  ((Connection) key.attachment()).receive(times);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              1000);
        }
        long took = System.nanoTime() - begun;
        for (Connection connection : all) {
          connection.channel.close();
        }
        return Times.summary(java.util.List.of(times), pipeline, took);
      }
    }
  }

  static final class Connection {
    final SocketChannel channel;
    final ByteBuffer out;
    final ByteBuffer in;
    final int stride;
    final int expected;
    final int digits;
    long sent;

    Connection(InetSocketAddress server, Selector selector, String work, String prefix, int pipeline)
        throws IOException {
      channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      boolean get = work.equals("get");
      String key = "$" + (prefix.length() + 12) + "\r\n" + prefix;
      String begin = (get ? "*2\r\n$3\r\nGET\r\n" : "*3\r\n$3\r\nSET\r\n") + key;
      String request = begin + "000000000000\r\n" + (get ? "" : "$100\r\n" + new String(VALUE) + "\r\n");
      digits = begin.length();
      int answer = get ? "$100\r\n".length() + 102 : "+OK\r\n".length();
      if (work.equals("set-wait")) {
        request += "*3\r\n$4\r\nWAIT\r\n$1\r\n1\r\n$1\r\n0\r\n";
        answer += ":1\r\n".length();
      }
      stride = request.length();
      out = ByteBuffer.wrap(request.repeat(pipeline).getBytes());
      expected = answer * pipeline;
      in = ByteBuffer.allocate(expected);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send() throws IOException {
      for (int at = digits; at < out.capacity(); at += stride) {
        int key = ThreadLocalRandom.current().nextInt(KEYS);
        for (int i = 11; i > 6; i--, key /= 10) {
          out.put(at + i, (byte) ('0' + key % 10));
        }
      }
      out.clear();
      in.clear();
      sent = System.nanoTime();
      while (out.hasRemaining()) { // a pipeline is smaller than the socket's buffer
        channel.write(out);
      }
    }

    void receive(Times times) throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed the connection");
      }
      if (in.get(0) == '-' || in.get(0) == '$' && in.get(1) == '-') {
        throw new IOException(new String(in.array(), 0, in.position()));
      }
      if (in.position() == expected) {
        times.add(System.nanoTime() - sent);
        send();
      }
    }
  }

  /// One client, a thread for each connection's worth of load.
  static final class Hazelcast implements Target {
    final IMap<String, byte[]> map;

    Hazelcast(String address) {
      ClientConfig config = new ClientConfig();
      config.setProperty("hazelcast.logging.type", "none");
      config.getNetworkConfig().addAddress(address);
      HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
      map = client.getMap("bench");
    }

    @Override
    public String run(String work, String prefix, int connections, int pipeline, int seconds) throws InterruptedException {
      long begun = System.nanoTime();
      long end = begun + seconds * 1_000_000_000L;
      Times[] times = new Times[connections];
      Thread[] threads = new Thread[connections];
      for (int i = 0; i < connections; i++) {
        Times mine = times[i] = new Times();
        threads[i] = new Thread(() -> {
          while (true) {
            String key = String.format("%s%012d", prefix, ThreadLocalRandom.current().nextInt(KEYS));
            long sent = System.nanoTime();
            if (sent >= end) {
              return;
            }
            if (work.equals("get")) {
              map.get(key);
            } else {
              map.set(key, VALUE);
            }
            mine.add(System.nanoTime() - sent);
          }
        });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      return Times.summary(Arrays.asList(times), 1, System.nanoTime() - begun);
    }
  }
}
