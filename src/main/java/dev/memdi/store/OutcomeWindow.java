package dev.memdi.store;

import dev.memdi.api.Outcome;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes by sequence, in order of sequence. Sequences come nearly in order and leave at the
 * front, so this is two arrays with a moving front: adding and trimming cost next to nothing.
 */
final class OutcomeWindow {
  private long[] sequences = new long[16];
  private @Nullable Outcome[] outcomes = new @Nullable Outcome[16];
  private int head;
  private int end;

  int size() {
    return end - head;
  }

  long sequenceAt(int index) {
    return sequences[head + index];
  }

  Outcome outcomeAt(int index) {
    Outcome outcome = outcomes[head + index];
    if (outcome == null) {
      throw new IllegalStateException("no outcome at " + index + " of " + size());
    }
    return outcome;
  }

  @Nullable Outcome get(long sequence) {
    if (head == end || sequence > sequences[end - 1]) {
      return null; // as good as always: a sequence not seen before
    }
    int found = Arrays.binarySearch(sequences, head, end, sequence);
    return found < 0 ? null : outcomes[found];
  }

  void put(long sequence, Outcome outcome) {
    int place = end;
    if (head < end && sequence <= sequences[end - 1]) {
      int found = Arrays.binarySearch(sequences, head, end, sequence);
      if (found >= 0) {
        outcomes[found] = outcome;
        return;
      }
      place = -found - 1;
    }
    if (end == sequences.length) {
      place -= head;
      makeRoom();
      place += head;
    }
    System.arraycopy(sequences, place, sequences, place + 1, end - place);
    System.arraycopy(outcomes, place, outcomes, place + 1, end - place);
    sequences[place] = sequence;
    outcomes[place] = outcome;
    end++;
  }

  /** Drops every outcome whose sequence lies below {@code floor}. */
  void trim(long floor) {
    while (head < end && sequences[head] < floor) {
      outcomes[head++] = null;
    }
    if (head == end) {
      head = 0;
      end = 0;
    }
  }

  /** Moves everything to the front of arrays that are at most half full afterwards. */
  private void makeRoom() {
    int size = size();
    int capacity = Math.max(16, size * 2);
    sequences = Arrays.copyOf(Arrays.copyOfRange(sequences, head, end), capacity);
    outcomes = Arrays.copyOf(Arrays.copyOfRange(outcomes, head, end), capacity);
    head = 0;
    end = size;
  }
}
