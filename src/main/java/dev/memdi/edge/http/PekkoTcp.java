package dev.memdi.edge.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/** Pekko's own TCP, on the threads of its default dispatcher: serves everywhere. */
public record PekkoTcp(ActorSystem<?> system) implements Transport {
  private static final int BACKLOG = 1024;

  @Override
  public CompletionStage<Listening> listen(
      String host,
      int port,
      int most,
      Duration idle,
      Flow<ByteString, ByteString, NotUsed> serving) {
    SharedKillSwitch end = KillSwitches.shared("http");
    return Tcp.get(system)
        .bind(host, port, BACKLOG, Collections.emptyList(), false, Optional.of(idle))
        .mapAsyncUnordered(
            most,
            connection ->
                connection
                    .flow()
                    .via(end.flow())
                    .watchTermination((_, done) -> done)
                    .join(serving)
                    .run(system)
                    .exceptionally(broken -> Done.getInstance()))
        .toMat(Sink.ignore(), Keep.left())
        .run(system)
        .thenApply(binding -> new Bound(binding, end));
  }

  private record Bound(Tcp.ServerBinding binding, SharedKillSwitch end) implements Listening {
    @Override
    public InetSocketAddress localAddress() {
      return binding.localAddress();
    }

    @Override
    public CompletionStage<Done> unbind() {
      return binding.unbind().thenApply(unbound -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> terminate(Duration within) {
      end.shutdown();
      return unbind();
    }
  }
}
