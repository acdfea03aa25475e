package dev.memdi.store;

import dev.memdi.api.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the table holds for a key: immutable, so that an image can share it. The object itself is
 * only made to be looked at: what is kept is its {@link Cell}.
 */
final class Slot {
  /** The deadline of a key that lives until it is deleted. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  private final byte[] cell;

  private Slot(byte[] cell) {
    this.cell = cell;
  }

  /** What the table is to hold for {@code key}. */
  static Slot of(Bytes key, Bytes value, long revision, long deadline) {
    return new Slot(Cell.pack(key.array(), value.array(), revision, deadline));
  }

  /** What a cell holds. */
  static Slot at(byte[] cell) {
    return new Slot(cell);
  }

  /** That {@code key} was removed. */
  static Slot removal(Bytes key, long revision) {
    return new Slot(Cell.removal(key.array(), revision));
  }

  byte[] cell() {
    return cell;
  }

  /** A copy of the key. */
  Bytes key() {
    return Bytes.wrap(Cell.key(cell));
  }

  /** A copy of the value. */
  Bytes value() {
    return Bytes.wrap(Arrays.copyOfRange(cell, Cell.valueAt(cell), cell.length));
  }

  /** The value's length. */
  int length() {
    return cell.length - Cell.valueAt(cell);
  }

  boolean startsWith(Bytes prefix) {
    return Cell.keyLength(cell) >= prefix.length()
        && Cell.compareStart(prefix.array(), cell, prefix.length()) == 0;
  }

  long revision() {
    return Cell.revision(cell);
  }

  long deadline() {
    return Cell.deadline(cell);
  }

  boolean isMortal() {
    return Cell.isMortal(cell);
  }

  boolean isRemoval() {
    return Cell.isRemoval(cell);
  }

  boolean isDue(long shardTime) {
    return isMortal() && deadline() <= shardTime;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slot slot && Arrays.equals(cell, slot.cell);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cell);
  }
}
