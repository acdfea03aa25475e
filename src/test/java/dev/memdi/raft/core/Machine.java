package dev.memdi.raft.core;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A state machine whose state is a digest of all that was applied to it, in order. */
final class Machine {
  /** The state after everything up to {@code index}. */
  record State(long index, long digest) {
    State after(Entry entry) {
      return new State(entry.last(), 31 * digest + entry.hashCode());
    }
  }

  private final Map<Long, State> captured = new TreeMap<>();
  private final List<String> arriving = new ArrayList<>();
  private State state = new State(0, 0);

  State state() {
    return state;
  }

  /** Applies what is committed; returns the states that it went through. */
  List<State> apply(Log log, long commit) {
    List<State> states = new ArrayList<>();
    for (Entry entry : log.between(state.index(), commit)) {
      state = state.after(entry);
      states.add(state);
    }
    return states;
  }

  /** Keeps the present state, to be sent as a snapshot. */
  void capture() {
    captured.put(state.index(), state);
  }

  Message.ImageChunk fill(Message.ImageChunk chunk) {
    State image = captured.get(chunk.base().index());
    return chunk.withBytes(
        Bytes.utf8("%d %d %d".formatted(chunk.chunk(), image.index(), image.digest())));
  }

  void keep(Message.ImageChunk chunk) {
    if (chunk.chunk() == 0) {
      arriving.clear();
    }
    if (chunk.chunk() != arriving.size()) {
      throw new IllegalStateException(
          "chunk %d follows %d others".formatted(chunk.chunk(), arriving.size()));
    }
    arriving.add(chunk.bytes().utf8());
  }

  /** Goes on from the snapshot whose chunks have been kept; each of them must be of that one. */
  void install(Log.Base base) {
    for (String chunk : arriving) {
      String[] parts = chunk.split(" ");
      state = new State(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
      if (state.index() != base.index()) {
        throw new IllegalStateException("a chunk of %s in %s".formatted(state, base));
      }
    }
    arriving.clear();
  }

  /** Goes on from what is known elsewhere of the state at the beginning of a recovered log. */
  void recover(State known) {
    state = known;
  }
}
