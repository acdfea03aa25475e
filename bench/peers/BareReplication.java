import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The least that replication costs on this machine: a leader that takes SET by the Redis protocol,
/// gathers what came in one turn of its thread, sends it to two followers, and answers when one of them
/// has it (with its own, two of three copies in memory). One thread each, no elections, no log, no shards,
/// nothing that is safe: no store with those can be faster in the same place.
///
///     java -cp 'target/lib/*' bench/peers/BareReplication.java PORT FOLLOWER FOLLOWER
///
/// PORT is the leader's, the others are its followers', each of which is `BareReplication.java PORT`.
class BareReplication {
  static final ByteBuf OK = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("+OK\r\n", StandardCharsets.US_ASCII));

  public static void main(String[] args) throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    int port = Integer.parseInt(args[0]);
    if (args.length == 1) {
      listen(loop, port, () -> List.of(frames(), new Follower()));
    } else {
      Leader leader = new Leader(loop.next());
      for (int i = 1; i < args.length; i++) {
        leader.followers.add(
            new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(() -> List.of(frames(), leader.new Acks())))
                .connect("127.0.0.1", Integer.parseInt(args[i]))
                .sync()
                .channel());
      }
      listen(loop, port, () -> List.of(leader.new Client()));
    }
  }

  static ChannelHandler initializer(Supplier<List<ChannelHandler>> handlers) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handlers.get().toArray(ChannelHandler[]::new));
      }
    };
  }

  static ChannelHandler frames() {
    return new LengthFieldBasedFrameDecoder(1 << 26, 0, 4, 0, 4);
  }

  static void listen(EventLoopGroup loop, int port, Supplier<List<ChannelHandler>> handlers) throws InterruptedException {
    new ServerBootstrap()
        .group(loop)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(initializer(handlers))
        .bind("127.0.0.1", port)
        .sync();
  }

  /// What one turn of the leader's thread brought: the bytes of its requests, and who waits for how many.
  record Batch(long number, List<Leader.Client> waiting, List<Integer> counts) {}

  static final class Leader {
    final List<Channel> followers = new ArrayList<>();
    final EventLoop loop;
    final ArrayDeque<Batch> open = new ArrayDeque<>();
    final Map<String, byte[]> table = new HashMap<>();
    ByteBuf gathered = Unpooled.EMPTY_BUFFER;
    List<Client> waiting = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    long batches;

    Leader(EventLoop loop) {
      this.loop = loop;
    }

    void gather(Client client, ByteBuf requests, int count) {
      if (waiting.isEmpty()) {
        loop.execute(this::send);
        gathered = Unpooled.directBuffer(4096).writeZero(12); // its length and number, below
      }
      gathered.writeBytes(requests);
      waiting.add(client);
      counts.add(count);
    }

    void send() {
      gathered.setInt(0, gathered.readableBytes() - 4).setLong(4, ++batches);
      open.add(new Batch(batches, waiting, counts));
      for (Channel follower : followers) {
        follower.writeAndFlush(gathered.retainedDuplicate(), follower.voidPromise());
      }
      Requests.apply(gathered.skipBytes(12), table);
      gathered.release();
      waiting = new ArrayList<>();
      counts = new ArrayList<>();
    }

    final class Acks extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        long upTo = ((ByteBuf) message).readLong();
        ((ByteBuf) message).release();
        while (!open.isEmpty() && open.peek().number() <= upTo) {
          Batch batch = open.poll();
          for (int i = 0; i < batch.waiting().size(); i++) {
            batch.waiting().get(i).answer(batch.counts().get(i));
          }
        }
      }
    }

    final class Client extends ChannelInboundHandlerAdapter {
      private ByteBuf unread = Unpooled.directBuffer(4096);
      private Channel channel;

      @Override
      public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        unread.release();
      }

      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        unread.writeBytes((ByteBuf) message);
        ((ByteBuf) message).release();
        int begin = unread.readerIndex();
        int count = 0;
        for (int end = Requests.skip(unread, begin); end >= 0; end = Requests.skip(unread, end)) {
          unread.readerIndex(end);
          count++;
        }
        if (count > 0) {
          gather(this, unread.slice(begin, unread.readerIndex() - begin), count);
          unread.discardReadBytes();
        }
      }

      void answer(int count) {
        for (int i = 1; i < count; i++) {
          channel.write(OK.duplicate(), channel.voidPromise());
        }
        channel.writeAndFlush(OK.duplicate(), channel.voidPromise());
      }
    }
  }

  static final class Follower extends ChannelInboundHandlerAdapter {
    private final Map<String, byte[]> table = new HashMap<>();
    private long last;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf batch = (ByteBuf) message;
      last = batch.readLong();
      Requests.apply(batch, table);
      batch.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.writeAndFlush(context.alloc().buffer(12).writeInt(8).writeLong(last), context.voidPromise());
    }
  }

  /// `*3 $3 SET $n key $m value`, as often as there is one whole; anything else ends the program.
  static final class Requests {
    /// Behind the request that begins there, or -1 if it is not whole.
    static int skip(ByteBuf in, int from) {
      int at = line(in, from);
      for (int word = 0; at >= 0 && word < 3; word++) {
        at = behind(in, at);
      }
      return at <= in.writerIndex() ? at : -1;
    }

    static void apply(ByteBuf in, Map<String, byte[]> table) {
      int at = in.readerIndex();
      while (at < in.writerIndex()) {
        int verb = line(in, at);
        int key = behind(in, verb);
        int value = behind(in, key);
        table.put(in.toString(line(in, key), number(in, key), StandardCharsets.ISO_8859_1), bytes(in, value));
        at = behind(in, value);
      }
    }

    private static byte[] bytes(ByteBuf in, int word) {
      byte[] bytes = new byte[number(in, word)];
      in.getBytes(line(in, word), bytes);
      return bytes;
    }

    /// Behind the word that begins there, or -1 if it is not whole.
    private static int behind(ByteBuf in, int word) {
      int begin = line(in, word);
      return begin < 0 ? -1 : begin + number(in, word) + 2;
    }

    /// Behind the line that begins there, or -1.
    private static int line(ByteBuf in, int from) {
      int end = from < in.writerIndex() ? in.indexOf(from, in.writerIndex(), (byte) '\n') : -1;
      return end < 0 ? -1 : end + 1;
    }

    private static int number(ByteBuf in, int word) {
      int number = 0;
      for (int at = word + 1; in.getByte(at) != '\r'; at++) {
        number = 10 * number + in.getByte(at) - '0';
      }
      return number;
    }
  }
}
