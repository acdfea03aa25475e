package dev.memdi.edge.resp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What {@code CLIENT LIST} tells of a client beside what its commands depend on. For any thread.
 */
final class ClientFacts {
  /** How Redis calls the command of who has sent none that there is. */
  static final String NO_COMMAND = "NULL";

  /** In the order in which they are told. */
  enum Mark {
    /** For others to hold what it wrote. */
    WAITS("b"),
    /** It is cut off when the answers that it has coming are sent. */
    ENDS("c"),
    READ_ONLY("r"),
    NO_EVICT("e"),
    NO_TOUCH("T");

    private final String letter;

    Mark(String letter) {
      this.letter = letter;
    }

    String letter() {
      return letter;
    }
  }

  private final Wire wire;
  private final long since;
  private final Set<Mark> marks = ConcurrentHashMap.newKeySet();
  private volatile String library = "";
  private volatile String libraryVersion = "";
  private final AtomicReference<String> command = new AtomicReference<>(NO_COMMAND);
  private final AtomicLong commandAt;

  /** Of one that came at {@code now}, by the node's wall clock in milliseconds. */
  ClientFacts(Wire wire, long now) {
    this.wire = wire;
    this.since = now;
    this.commandAt = new AtomicLong(now);
  }

  Wire wire() {
    return wire;
  }

  void mark(Mark mark, boolean on) {
    if (on) {
      marks.add(mark);
    } else {
      marks.remove(mark);
    }
  }

  boolean is(Mark mark) {
    return marks.contains(mark);
  }

  void setLibrary(String chosen) {
    library = chosen;
  }

  String library() {
    return library;
  }

  void setLibraryVersion(String chosen) {
    libraryVersion = chosen;
  }

  String libraryVersion() {
    return libraryVersion;
  }

  /** Said for every command: whoever asks may hear of it a moment later. */
  void doing(String begun, long now) {
    command.setOpaque(begun);
    commandAt.setOpaque(now);
  }

  /** The last that was begun. */
  String command() {
    return command.getOpaque();
  }

  long millisSinceCommand(long now) {
    return now - commandAt.getOpaque();
  }

  long age(long now) {
    return now - since;
  }
}
