package dev.memdi.edge.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** What takes connections where Pekko's own TCP does not, and has a flow serve each. */
public interface Transport {
  /**
   * Listens, until told otherwise. Fails if that address can't be listened on.
   *
   * @param most connections at a time; more wait to be taken
   * @param idle a connection on which nothing moves for so long is closed
   * @param serving run for each connection: what is read goes in, what comes out is written
   */
  CompletionStage<Listening> listen(
      String host,
      int port,
      int most,
      Duration idle,
      Flow<ByteString, ByteString, NotUsed> serving);

  /** An address that is listened on. */
  interface Listening {
    InetSocketAddress localAddress();

    /** Takes no more connections; those that there are go on. */
    CompletionStage<Done> unbind();

    /** Ends all connections from this side; those that the clients leave open are closed then. */
    CompletionStage<Done> terminate(Duration within);
  }
}
