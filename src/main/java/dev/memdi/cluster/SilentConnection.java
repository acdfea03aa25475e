package dev.memdi.cluster;

import dev.memdi.config.Address;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.io.Inet.SocketOption;
import org.apache.pekko.io.Tcp;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.io.TcpSO;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Connects, says nothing, and tells what becomes of it. A classic actor because Pekko's TCP is: a
 * connection is known by the sender of its messages. To close the connection, stop the actor.
 */
final class SilentConnection extends AbstractActor {
  /**
   * The first is {@link Opened} or {@link Failed}; after a {@link Lost} or Failed there is none.
   */
  sealed interface Event {
    record Opened() implements Event {}

    /** An opened connection ended, and not by us. */
    record Lost() implements Event {}

    record Failed(Failure failure) implements Event {}

    /** Whether there is certainly nobody. */
    default boolean isAbsence() {
      return this instanceof Failed failed && failed.failure() != Failure.UNREACHED;
    }
  }

  /** Why a connection could not be opened. */
  enum Failure {
    /** The machine answers, and nothing listens at that port. */
    REFUSED,
    /** The name has no address. */
    UNRESOLVED,
    /** No answer, or none from there. */
    UNREACHED
  }

  /** Lets the system notice in the end that a machine is gone that never said so. */
  private static final List<SocketOption> OPTIONS = List.of(TcpSO.keepAlive(true));

  private final Address address;
  private final Duration timeout;
  private final Consumer<Event> listener;
  private final boolean keep;
  private @Nullable ActorRef connection;

  private SilentConnection(
      Address address, Duration timeout, Consumer<Event> listener, boolean keep) {
    this.address = address;
    this.timeout = timeout;
    this.listener = listener;
    this.keep = keep;
  }

  /**
   * One that stays.
   *
   * @param timeout for connecting
   * @param listener called on this actor's thread
   */
  static Props lasting(Address address, Duration timeout, Consumer<Event> listener) {
    return Props.create(
        SilentConnection.class, () -> new SilentConnection(address, timeout, listener, true));
  }

  /** One that closes as soon as it is open, and tells nothing more then. */
  static Props probe(Address address, Duration timeout, Consumer<Event> listener) {
    return Props.create(
        SilentConnection.class, () -> new SilentConnection(address, timeout, listener, false));
  }

  @Override
  public void preStart() {
    // Unresolved: a name may mean another machine the next time.
    InetSocketAddress remote = InetSocketAddress.createUnresolved(address.host(), address.port());
    Tcp.get(getContext().getSystem())
        .manager()
        .tell(TcpMessage.connect(remote, null, OPTIONS, timeout, false), getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Tcp.Connected.class, this::open)
        .match(Tcp.CommandFailed.class, failed -> end(new Event.Failed(failure(failed.cause()))))
        .match(Tcp.ConnectionClosed.class, closed -> end(new Event.Lost()))
        .match(Tcp.Received.class, unexpected -> {})
        .build();
  }

  private void open(Tcp.Connected connected) {
    connection = getSender();
    connection.tell(TcpMessage.register(getSelf()), getSelf());
    listener.accept(new Event.Opened());
    if (!keep) {
      getContext().stop(getSelf());
    }
  }

  @Override
  public void postStop() {
    if (connection != null) {
      // Otherwise Pekko resets it, which the peer would take for an accident.
      connection.tell(TcpMessage.close(), ActorRef.noSender());
    }
  }

  private void end(Event event) {
    listener.accept(event);
    getContext().stop(getSelf());
  }

  private static Failure failure(Option<Throwable> cause) {
    @Nullable Throwable thrown = cause.isDefined() ? cause.get() : null;
    while (thrown != null) {
      if (thrown instanceof UnknownHostException) {
        return Failure.UNRESOLVED;
      }
      // Pekko's timeout is a ConnectException as well, with another message.
      String message = String.valueOf(thrown.getMessage());
      if (thrown instanceof ConnectException && message.startsWith("Connection refused")) {
        return Failure.REFUSED;
      }
      thrown = thrown.getCause();
    }
    return Failure.UNREACHED;
  }
}
