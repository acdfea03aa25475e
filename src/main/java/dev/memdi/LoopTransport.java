package dev.memdi;

import dev.memdi.edge.http.PekkoTcp;
import dev.memdi.edge.http.Transport;
import dev.memdi.link.LoopServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** HTTP's connections on the threads of the data path, where these can wait for the network. */
public record LoopTransport(ActorSystem<?> system) implements Transport {
  @Override
  public CompletionStage<Listening> listen(
      String host,
      int port,
      int most,
      Duration idle,
      Flow<ByteString, ByteString, NotUsed> serving) {
    return LoopServer.listen(system, new InetSocketAddress(host, port), most, idle, serving)
        .thenCompose(found ->
            found
                .<CompletionStage<Listening>>map(
                    server -> CompletableFuture.completedFuture(new OnLoops(server)))
                .orElseGet(() -> new PekkoTcp(system).listen(host, port, most, idle, serving)));
  }

  private record OnLoops(LoopServer server) implements Listening {
    @Override
    public InetSocketAddress localAddress() {
      return server.localAddress();
    }

    @Override
    public CompletionStage<Done> unbind() {
      return server.unbind();
    }

    @Override
    public CompletionStage<Done> terminate(Duration within) {
      return server.terminate(within);
    }
  }
}
