package dev.memdi.edge.http;

import dev.memdi.config.Settings;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;

/**
 * A stream for each connection, run by the threads of the data path: Pekko HTTP between the channel
 * and what answers. Where these threads also wait for the network, a request is read, put to the
 * data path and answered without a thread being woken, and what all connections ask for in one turn
 * of a thread goes on together.
 */
final class ConnectionStreams {
  /** Longer than a node runs; Pekko's timers take no more than 248 days. */
  private static final Duration FOR_EVER = Duration.ofDays(200);

  private final Materializer materializer;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final Function<HttpRequest, CompletionStage<HttpResponse>> answers;
  private final BooleanSupplier closing;
  private final int pipelining;
  private final ChannelFlow.Times times;

  /** See {@link Answering}. */
  ConnectionStreams(
      ActorSystem<?> system,
      ServerSettings server,
      Function<HttpRequest, CompletionStage<HttpResponse>> answers,
      BooleanSupplier closing) {
    this.materializer = SystemMaterializer.get(system).materializer();
    this.http = Http.get(system).serverLayer(server).atop(plain());
    this.answers = answers;
    this.closing = closing;
    this.pipelining = server.getPipeliningLimit();
    this.times =
        new ChannelFlow.Times(
            duration(server.getTimeouts().idleTimeout()),
            duration(server.getTimeouts().lingerTimeout()));
  }

  @SuppressWarnings("unchecked") // it says more exactly what comes out than others may hear
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
        (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
  }

  private static Duration duration(scala.concurrent.duration.Duration time) {
    return time.isFinite() ? Duration.ofNanos(time.toNanos()) : FOR_EVER;
  }

  Answering serve(Channel channel) {
    Answering answering = new Answering(answers, closing, pipelining);
    Flow.fromGraph(new ChannelFlow(channel, times, answering::lastWords))
        .join(Flow.fromGraph(answering).join(http))
        .withAttributes(ActorAttributes.dispatcher(Settings.DATA_PATH))
        .run(materializer);
    return answering;
  }
}
