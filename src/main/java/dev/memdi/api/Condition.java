package dev.memdi.api;

/** What must hold of a key for an operation on it to take effect. */
public sealed interface Condition {
  Condition ALWAYS = new Always();
  Condition ABSENT = new Absent();
  Condition PRESENT = new Present();

  record Always() implements Condition {}

  /** The key does not exist. */
  record Absent() implements Condition {}

  /** The key exists. */
  record Present() implements Condition {}

  /** The key exists and was last changed at {@code revision}. */
  record AtRevision(Revision revision) implements Condition {}

  /** The key exists and holds exactly {@code value}. */
  record Holds(Bytes value) implements Condition {}
}
