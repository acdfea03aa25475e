package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;

/** Snapshots to save and load, and the work on them driven to its end without an actor. */
final class SnapshotRun {
  static final SnapshotSettings SETTINGS = new SnapshotSettings(Path.of("data"), 1, 200, 0, false);

  static final SnapshotRange ALL = new SnapshotRange(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);

  /** Remembers what it hears. */
  static final class Heard implements SnapshotListener {
    final List<SnapshotProgress> progress = new ArrayList<>();
    final List<SnapshotDamagedException> passedOver = new ArrayList<>();

    @Override
    public void progress(SnapshotProgress said) {
      progress.add(said);
    }

    @Override
    public void passedOver(SnapshotDamagedException damage) {
      passedOver.add(damage);
    }
  }

  /** Chunks of which every second one can be compressed. */
  record Sample(long sequenceNr, int chunks, int chunkBytes) implements Chunked.Chunks {
    static final String ID = "Shard|7";

    SnapshotAbout.WithHead snapshot() {
      var about =
          new SnapshotAbout(
              ID,
              sequenceNr,
              1_000 + sequenceNr,
              new SnapshotAbout.Form(42, "head-1"),
              Optional.of(chunks),
              Optional.empty());
      return new SnapshotAbout.WithHead(about, Bytes.utf8("head of " + sequenceNr));
    }

    @Override
    public int count() {
      return chunks;
    }

    @Override
    public Bytes chunk(int number) {
      byte[] bytes = new byte[chunkBytes];
      if (number % 2 == 0) {
        new SplittableRandom(sequenceNr * 1000 + number).nextBytes(bytes);
      }
      return Bytes.wrap(bytes);
    }

    SnapshotSave save(Disk disk) {
      return save(disk, SETTINGS, new Heard());
    }

    SnapshotSave save(Disk disk, SnapshotSettings settings, SnapshotListener listener) {
      return new SnapshotSave(disk, snapshot(), Optional.of(this), settings, listener);
    }

    void assertSame(SnapshotContent content) {
      assertThat(content.snapshot()).isEqualTo(snapshot());
      Chunked.Chunks loaded = content.chunks().orElseThrow();
      assertThat(loaded.count()).isEqualTo(chunks);
      for (int i = 0; i < chunks; i++) {
        assertThat(loaded.chunk(i)).isEqualTo(chunk(i));
      }
    }
  }

  private SnapshotRun() {}

  static Optional<SnapshotContent> load(Disk disk) throws IOException {
    return load(disk, SETTINGS, new Heard());
  }

  static Optional<SnapshotContent> load(
      Disk disk, SnapshotSettings settings, SnapshotListener listener) throws IOException {
    return finish(new SnapshotLoad(new SnapshotFiles(disk), Sample.ID, ALL, settings, listener));
  }

  /** To the end, or to the failure, as the plugin does it. */
  static <T> T finish(SnapshotWork<T> work) throws IOException {
    return finish(work, Integer.MAX_VALUE).orElseThrow();
  }

  /** So many slices at most; empty if they were too few. */
  static <T> Optional<T> finish(SnapshotWork<T> work, int slices) throws IOException {
    try {
      for (int i = 0; i < slices; i++) {
        switch (work.step()) {
          case SnapshotWork.More<T>() -> {}
          case SnapshotWork.Wait<T>(var stage) -> stage.toCompletableFuture().join();
          case SnapshotWork.Done<T>(T result) -> {
            return Optional.of(result);
          }
        }
      }
      return Optional.empty();
    } catch (CompletionException e) {
      work.abandon(e.getCause());
      throw new IOException(e.getCause());
    } catch (IOException | RuntimeException e) {
      work.abandon(e);
      throw e;
    }
  }
}
