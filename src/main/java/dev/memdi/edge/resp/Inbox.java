package dev.memdi.edge.resp;

import dev.memdi.config.Settings;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent and nobody has done yet: whole requests, and the beginning of one. For its
 * connection's thread, but for how much it is.
 */
final class Inbox {
  private final RequestParser parser;
  private final long mostWaiting;
  private final Deque<WireRequest> queue = new ArrayDeque<>();
  private final Unread unread = new Unread(); // the beginning of a request

  // in bytes; one thread writes and any reads
  private final AtomicLong waiting = new AtomicLong(); // in the queue
  private final AtomicLong begun = new AtomicLong(); // words of a request that is not whole
  private final AtomicLong unparsed = new AtomicLong();

  private @Nullable String protocolError;

  Inbox(Settings settings) {
    this.parser =
        new RequestParser(
            Math.max(settings.limits().value(), settings.limits().key()),
            settings.limits().sessionPendingBytes());
    this.mostWaiting = settings.node().resp().inFlightBytes();
  }

  /** What comes behind something that is no request is not looked at. */
  void take(ByteBuf more) {
    if (protocolError != null) {
      return;
    }
    unread.append(more);
    try {
      for (WireRequest next = parser.next(unread); next != null; next = parser.next(unread)) {
        queue.add(next);
        addWaiting(next.weight());
      }
    } catch (ProtocolException e) {
      unread.clear();
      protocolError = "ERR Protocol error: " + e.getMessage();
    }
    if (unread.isEmpty()) {
      unread.clear();
    }
    begun.setOpaque(parser.parsed());
    unparsed.setOpaque(unread.length());
  }

  private void addWaiting(long bytes) {
    waiting.setOpaque(waiting.getPlain() + bytes);
  }

  /** About the memory of requests that wait, and of the words of one that is not whole yet. */
  long parsed() {
    return waiting.getOpaque() + begun.getOpaque();
  }

  /** How many bytes have come of a word that is not whole yet. */
  long unparsed() {
    return unparsed.getOpaque();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The next request, of which there is one. */
  WireRequest first() {
    return queue.element();
  }

  void removeFirst() {
    addWaiting(-queue.remove().weight());
  }

  /** So much waits that no more is to be read. */
  boolean isFull() {
    return waiting.getPlain() > mostWaiting;
  }

  /** So little waits that more may be read. */
  boolean hasRoom() {
    return waiting.getPlain() <= mostWaiting / 2;
  }

  /** What is told behind the answers to what came before it. */
  Optional<String> protocolError() {
    return Optional.ofNullable(protocolError);
  }

  /** Nothing of it will be done. */
  void clear() {
    queue.clear();
    waiting.setOpaque(0);
  }

  void close() {
    clear();
    unread.clear();
  }
}
