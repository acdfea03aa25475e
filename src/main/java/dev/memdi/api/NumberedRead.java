package dev.memdi.api;

/** A read that its edge knows by {@code sequence}. */
public record NumberedRead(long sequence, Operation.Read read) {}
