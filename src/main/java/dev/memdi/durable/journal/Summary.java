package dev.memdi.durable.journal;

/**
 * What a segment holds of one persistence id, in short.
 *
 * @param records how many records of events; if none, the next three are 0
 * @param previous the highest sequence number before the first of them
 * @param first the lowest number in them
 * @param last the highest
 * @param highest the highest number that a state record tells; 0 if there is none
 * @param deletedTo up to which number it is deleted, as a state record tells
 * @param lastOffset where its last record of any kind is
 * @param block where in the file its entries are
 */
record Summary(
    int records,
    long previous,
    long first,
    long last,
    long highest,
    long deletedTo,
    long lastOffset,
    Block block) {

  /** A piece of the segment's index, with a checksum of its own. */
  record Block(long offset, int length, int crc) {
    static final Block NONE = new Block(0, 0, 0);
  }

  boolean hasState() {
    return highest > 0;
  }
}
