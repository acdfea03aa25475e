package dev.memdi.edge.resp;

import dev.memdi.config.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
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
  private @Nullable ByteBuf unread; // the beginning of a request

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

  /** Takes {@code more} over. What comes behind something that is no request is not looked at. */
  void take(ByteBuf more, ByteBufAllocator alloc) {
    if (protocolError != null) {
      more.release();
      return;
    }
    ByteBuf in =
        unread == null ? more : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, unread, more);
    unread = in;
    try {
      for (WireRequest next = parser.next(in); next != null; next = parser.next(in)) {
        queue.add(next);
        addWaiting(next.weight());
      }
    } catch (ProtocolException e) {
      in.skipBytes(in.readableBytes());
      protocolError = "ERR Protocol error: " + e.getMessage();
    }
    begun.setOpaque(parser.parsed());
    unparsed.setOpaque(in.readableBytes());
    if (!in.isReadable()) {
      in.release();
      unread = null;
    }
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

  /** A burst of reads is over: lets go of what of it was parsed. */
  void shrink() {
    if (unread != null) {
      unread.discardSomeReadBytes();
    }
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
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }
}
