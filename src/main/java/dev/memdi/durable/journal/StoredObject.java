package dev.memdi.durable.journal;

import java.nio.ByteBuffer;

/** Something as Pekko's serialization wrote it, and by whom it is read. */
public record StoredObject(int serializer, String manifest, ByteBuffer bytes) {}
