package dev.memdi.edge.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import dev.memdi.link.LoopExecutor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Real channels, whose threads are others than those that run the streams. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelFlowTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final ChannelFlow.Times PATIENT = new ChannelFlow.Times(LONG, LONG);
  private static final int MEGA = 1 << 20;

  /** What lies between a stream and a client at most: buffers of the system, and ours. */
  private static final long ON_THE_WAY = 12L * MEGA;

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "channel-flow",
          ConfigFactory.parseString("pekko.actor.provider = local, memdi-dispatcher.threads = 2")
              .withFallback(ConfigFactory.load()));
  private final EventLoopGroup threads = LoopExecutor.ownThreads(system);
  private final AtomicLong arrived = new AtomicLong();
  private Channel listening;
  private CompletableFuture<Channel> taken;
  private Socket client;

  /** A connection that is served by {@code flow}; what that materializes to. */
  private <M> M connect(
      ChannelFlow.Times times,
      String lastWords,
      Consumer<Channel> then,
      Flow<ByteString, ByteString, M> flow)
      throws Exception {
    arrived.set(0);
    taken = new CompletableFuture<>();
    CompletableFuture<M> running = new CompletableFuture<>();
    ServerBootstrap sockets =
        Sockets.of(
            threads,
            ServerSettings.create(system.settings().config()),
            system.settings().config().getConfig("pekko.http.server"));
    listening =
        sockets
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(counting());
                    running.complete(
                        Flow.fromGraph(
                                new ChannelFlow(
                                    channel, times, () -> ByteString.fromString(lastWords)))
                            .joinMat(flow, Keep.right())
                            .withAttributes(ActorAttributes.dispatcher(Settings.DATA_PATH))
                            .run(SystemMaterializer.get(system).materializer()));
                    taken.complete(channel);
                    then.accept(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    client = new Socket();
    client.setReceiveBufferSize(MEGA); // else the system gives a slow reader ever more
    client.connect(address);
    client.setSoTimeout(20_000);
    return running.get(20, TimeUnit.SECONDS);
  }

  private ChannelInboundHandlerAdapter counting() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        arrived.addAndGet(((ByteBuf) message).readableBytes());
        context.fireChannelRead(message);
      }
    };
  }

  private <M> M connect(Flow<ByteString, ByteString, M> flow) throws Exception {
    return connect(PATIENT, "", channel -> {}, flow);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    listening.close().sync();
  }

  @AfterAll
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Flow<ByteString, ByteString, SinkQueueWithCancel<ByteString>> listener() {
    return Flow.fromSinkAndSourceMat(
        Sink.<ByteString>queue().addAttributes(Attributes.inputBuffer(1, 1)),
        Source.<ByteString>maybe(),
        Keep.left());
  }

  private static Flow<ByteString, ByteString, ?> speaker(Source<ByteString, ?> says) {
    return Flow.fromSinkAndSource(Sink.ignore(), says);
  }

  private static Optional<ByteString> next(SinkQueueWithCancel<ByteString> heard) throws Exception {
    return heard.pull().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void isClosed() throws Exception {
    assertThat(taken.get(20, TimeUnit.SECONDS).closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  private String rest() throws IOException {
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void whatArrivesBeforeTheStreamHasBegunIsNotLost() throws Exception {
    var heard =
        connect(
            PATIENT,
            "",
            channel -> channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("early", UTF_8)),
            listener());
    assertThat(next(heard).orElseThrow().utf8String()).isEqualTo("early");
  }

  @Test
  void noMoreIsWrittenThanTheClientReads() throws Exception {
    AtomicLong said = new AtomicLong();
    ByteString piece = ByteString.fromArray(new byte[64 * 1024]);
    connect(
        speaker(
            Source.repeat(piece)
                .map(bytes -> {
                  said.addAndGet(bytes.size());
                  return bytes;
                })));
    for (long read = 0; read < 128L * MEGA; read += MEGA) {
      assertThat(said.get() - read).isLessThan(ON_THE_WAY);
      assertThat(client.getInputStream().readNBytes(MEGA)).hasSize(MEGA);
    }
  }

  @Test
  void noMoreIsReadThanTheStreamTakes() throws Exception {
    long all = 64L * MEGA;
    var heard = connect(listener());
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            for (long i = 0; i < all; i += MEGA) {
              client.getOutputStream().write(new byte[MEGA]);
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    for (long taken = 0; taken < all; ) {
      assertThat(arrived.get() - taken).isLessThan(4L * MEGA);
      taken += next(heard).orElseThrow().size();
    }
    sent.get(20, TimeUnit.SECONDS);
    client.close();
    assertThat(next(heard)).isEmpty();
  }

  @Test
  void whenAllIsSaidTheClientIsToldAndReadToTheEnd() throws Exception {
    connect(PATIENT, " and farewell", channel -> {}, speaker(Source.single(bytes("hello"))));
    client.getOutputStream().write(new byte[8 * MEGA]); // more than the system would keep
    assertThat(rest()).isEqualTo("hello and farewell");
    assertThat(taken.join().isOpen()).isTrue();
    client.close();
    isClosed();
  }

  @Test
  void aClientThatDoesNotCloseInTimeIsClosed() throws Exception {
    var times = new ChannelFlow.Times(LONG, Duration.ofMillis(50));
    connect(times, "", channel -> {}, speaker(Source.single(bytes("hello"))));
    assertThat(rest()).isEqualTo("hello");
    isClosed();
  }

  @Test
  void aConnectionOnWhichNothingMovesIsClosed() throws Exception {
    var heard =
        connect(new ChannelFlow.Times(Duration.ofMillis(50), LONG), "", channel -> {}, listener());
    assertThat(rest()).isEmpty();
    assertThat(next(heard)).isEmpty();
    isClosed();
  }

  @Test
  void aStreamThatFailsClosesTheConnection() throws Exception {
    connect(
        Flow.<ByteString>create()
            .map(bytes -> {
              throw new IllegalStateException("meant to fail");
            }));
    client.getOutputStream().write(1);
    isClosed();
  }

  @Test
  void aClientThatClosesItsSideIsGone() throws Exception {
    var heard = connect(listener());
    client.getOutputStream().write(bytes("last").toArrayUnsafe());
    client.shutdownOutput();
    assertThat(next(heard).orElseThrow().utf8String()).isEqualTo("last");
    assertThat(next(heard)).isEmpty();
    isClosed();
  }

  /** Two pieces, one of which waits for the stream, and the end. */
  private static void hurry(Channel channel) {
    channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("last", UTF_8));
    channel.pipeline().fireChannelRead(Unpooled.copiedBuffer("words", UTF_8));
    channel.close();
  }

  @Test
  void aClientThatHasClosedIsHeardOut() throws Exception {
    var heard = connect(PATIENT, "", ChannelFlowTest::hurry, listener());
    isClosed();
    assertThat(next(heard).orElseThrow().utf8String()).isEqualTo("last");
    assertThat(next(heard).orElseThrow().utf8String()).isEqualTo("words");
    assertThat(next(heard)).isEmpty();
  }

  @Test
  void aStreamThatDoesNotHearAClientOutIsEnded() throws Exception {
    var over =
        connect(
            new ChannelFlow.Times(LONG, Duration.ofMillis(50)),
            "",
            ChannelFlowTest::hurry,
            Flow.fromSinkAndSourceMat(
                Sink.<ByteString>never(),
                Source.<ByteString>maybe().watchTermination(Keep.right()),
                Keep.right()));
    assertThat(over.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
  }

  @Test
  void aStreamEndsWhenItsClientBreaksOffWhileItIsWrittenTo() throws Exception {
    var over =
        connect(
            Flow.fromSinkAndSourceMat(
                Sink.<ByteString>ignore(),
                Source.repeat(bytes("x".repeat(1000))).watchTermination(Keep.right()),
                Keep.right()));
    client.setSoLinger(true, 0);
    client.close();
    assertThat(over.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
    isClosed();
  }

  private static ByteString bytes(String text) {
    return ByteString.fromString(text);
  }
}
