package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import java.util.Arrays;

/** Where the records of one persistence id are in a segment, in order; grows at the end. */
final class Entries {
  private long[] columns = new long[3 * 4];
  private int size;

  int size() {
    return size;
  }

  long offset(int i) {
    return columns[3 * i];
  }

  long first(int i) {
    return columns[3 * i + 1];
  }

  long last(int i) {
    return columns[3 * i + 2];
  }

  void add(long offset, long first, long last) {
    if (3 * size == columns.length) {
      columns = Arrays.copyOf(columns, 2 * columns.length);
    }
    columns[3 * size] = offset;
    columns[3 * size + 1] = first;
    columns[3 * size + 2] = last;
    size++;
  }

  /** Forgets what lies at or behind that offset. */
  void cut(long offset) {
    while (size > 0 && offset(size - 1) >= offset) {
      size--;
    }
  }

  Entries copy() {
    var copy = new Entries();
    copy.columns = Arrays.copyOf(columns, Math.max(3, 3 * size));
    copy.size = size;
    return copy;
  }

  /** The first entry that reaches that sequence number. */
  int reaching(long number) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (last(middle) < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void write(ByteWriter out) {
    long offset = 0;
    long last = 0;
    for (int i = 0; i < size; i++) {
      out.putVarint((offset(i) - offset) / Frames.ALIGNMENT);
      out.putVarint(first(i) - last);
      out.putVarint(last(i) - first(i));
      offset = offset(i);
      last = last(i);
    }
  }

  static Entries read(ByteReader in) {
    var entries = new Entries();
    long offset = 0;
    long last = 0;
    while (in.remaining() > 0) {
      offset += in.takeVarint() * Frames.ALIGNMENT;
      long first = last + in.takeVarint();
      last = first + in.takeVarint();
      entries.add(offset, first, last);
    }
    return entries;
  }
}
