package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of the journal and what it holds. Belongs to the writer; others read its {@link Source},
 * which stays open until they have said that they are through with it.
 */
final class Segment {
  private final SegmentHeader header;
  private final List<Source> retired = new ArrayList<>();
  private Source source;
  private @Nullable SegmentIndex live;
  private Map<String, Summary> sealed = Map.of();
  private long dataEnd;
  private int readers;
  private boolean damaged;
  private boolean gone;

  /** A segment without an index on disk. */
  Segment(SegmentHeader header, Source source, SegmentIndex live, long dataEnd) {
    this.header = header;
    this.source = source;
    this.live = live;
    this.dataEnd = dataEnd;
  }

  /** A sealed segment. */
  Segment(SegmentHeader header, Source source, Footer footer) {
    this.header = header;
    this.source = source;
    this.sealed = footer.summaries();
    this.dataEnd = footer.dataEnd();
  }

  long number() {
    return header.number();
  }

  long salt() {
    return header.salt();
  }

  Source source() {
    return source;
  }

  /** Where its records end. */
  long dataEnd() {
    return dataEnd;
  }

  void dataEnd(long end) {
    dataEnd = end;
  }

  /** Its index in memory; null once it is sealed. */
  @Nullable SegmentIndex live() {
    return live;
  }

  /** From now on only the short form of its index is in memory. */
  void seal(Footer footer) {
    sealed = footer.summaries();
    dataEnd = footer.dataEnd();
    live = null;
  }

  /** Some of it can't be told: it is never deleted and never compressed. */
  boolean isDamaged() {
    return damaged;
  }

  void setDamaged() {
    damaged = true;
  }

  Set<String> ids() {
    return live == null ? sealed.keySet() : live.runs().keySet();
  }

  @Nullable Summary summary(String id) {
    if (live == null) {
      return sealed.get(id);
    }
    SegmentIndex.Run run = live.run(id);
    return run == null ? null : run.summary(Summary.Block.NONE);
  }

  void retain() {
    readers++;
  }

  void release() throws IOException {
    readers--;
    closeWhatNobodyReads();
  }

  /** Goes on with another source of the same bytes. */
  void replace(Source other) throws IOException {
    retired.add(source);
    source = other;
    closeWhatNobodyReads();
  }

  void close() throws IOException {
    gone = true;
    closeWhatNobodyReads();
  }

  private void closeWhatNobodyReads() throws IOException {
    if (readers > 0) {
      return;
    }
    for (Source old : retired) {
      old.close();
    }
    retired.clear();
    if (gone) {
      source.close();
    }
  }
}
