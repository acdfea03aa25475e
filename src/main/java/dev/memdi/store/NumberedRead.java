package dev.memdi.store;

import dev.memdi.api.Operation;

/** A read and the number by which its edge knows it. */
public record NumberedRead(long sequence, Operation.Read read) {}
