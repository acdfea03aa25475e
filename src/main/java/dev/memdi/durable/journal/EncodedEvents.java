package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteWriter;

/** The events of one atomic write as the body of a record. */
record EncodedEvents(String id, long first, long last, ByteWriter body, int crc) {
  /** What its record takes at most. */
  long recordBytes() {
    return body.size() + 3L * id.length() + Frames.OVERHEAD;
  }
}
