package dev.memdi.raft;

import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;

/** Takes in the snapshot with which a log begins, piece by piece. */
final class ImageLoading {
  /** Chunks that are taken in before other replicas have their turn. */
  private static final int CHUNKS_AT_A_TIME = 16;

  private final DurableState state;
  private final Durable.Founded founded;
  private final Chunked.Chunks chunks;
  private final ImageAssembler assembler;

  /**
   * @param state what the whole log adds up to
   */
  ImageLoading(DurableState state, Durable.Founded founded, Chunked.Chunks chunks, int shard) {
    this.state = state;
    this.founded = founded;
    this.chunks = chunks;
    this.assembler = new ImageAssembler(shard);
  }

  DurableState state() {
    return state;
  }

  Durable.Founded founded() {
    return founded;
  }

  /**
   * Takes in some more.
   *
   * @return whether that was all
   */
  boolean goOn() {
    int until = Math.min(chunks.count(), assembler.next() + CHUNKS_AT_A_TIME);
    while (assembler.next() < until) {
      assembler.add(chunks.chunk(assembler.next()));
    }
    return until == chunks.count();
  }

  /** To be asked for when all of it is there. */
  Image image() {
    return assembler.image();
  }
}
