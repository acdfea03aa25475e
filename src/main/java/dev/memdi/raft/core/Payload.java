package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import java.util.List;

/** What an entry carries. */
public sealed interface Payload {
  Payload NO_OP = new NoOp();

  /** The indices that it takes. */
  int count();

  /** Its share of a log's or a message's bytes. */
  int bytes();

  /** The first entry of a term, by which a new leader learns what is committed (thesis §6.4). */
  record NoOp() implements Payload {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int bytes() {
      return 1;
    }
  }

  /** Writes: whatever bursts arrived since the last entry. */
  record Commands(List<Burst> bursts) implements Payload {
    public Commands {
      bursts = List.copyOf(bursts);
    }

    @Override
    public int count() {
      int count = 0;
      for (Burst burst : bursts) {
        count += burst.count();
      }
      return count;
    }

    @Override
    public int bytes() {
      int bytes = 0;
      for (Burst burst : bursts) {
        bytes += burst.bytes().length() + 8;
      }
      return bytes;
    }
  }

  record Reconfigure(Configuration configuration) implements Payload {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int bytes() {
      return 64 * (configuration.members().size() + configuration.barred().size() + 1);
    }
  }
}
