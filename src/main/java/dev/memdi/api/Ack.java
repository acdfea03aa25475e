package dev.memdi.api;

/** What a write waits for before it is answered, weakest first. */
public enum Ack {
  /** It is in the leader's memory: fast, and lost if the leader dies before it is replicated. */
  LEADER,
  /** It is committed: held by a majority, whatever the keyspace's durability calls held. */
  QUORUM,
  /** It is on disk (fsync) of a majority. Refused where writes are committed before they are. */
  DISK
}
