package dev.memdi.durable.journal;

import java.io.IOException;

/**
 * Events of a persistence id are damaged or missing, or may be: it is not recovered, rather than
 * recovered without them. Others are not touched by it.
 */
public final class JournalDamagedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Damage damage;

  JournalDamagedException(String id, Damage damage) {
    super("the journal of " + id + " is damaged in " + damage);
    this.damage = damage;
  }

  /** Where, and what is wrong there. */
  public Damage damage() {
    return damage;
  }
}
