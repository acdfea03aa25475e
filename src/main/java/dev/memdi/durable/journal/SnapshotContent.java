package dev.memdi.durable.journal;

import java.util.Optional;

/** A snapshot that was found: its head as bytes, and its chunks, still on the disk. */
record SnapshotContent(SnapshotAbout.WithHead snapshot, Optional<Chunked.Chunks> chunks) {}
