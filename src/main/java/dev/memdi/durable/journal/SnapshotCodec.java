package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Stamps;
import java.util.Optional;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.OptionConverters;

/** Between Pekko's snapshots and what the files hold, by Pekko's own serialization. */
final class SnapshotCodec {
  private final Serialization serialization;
  private final Stamps stamps;

  SnapshotCodec(Serialization serialization, Stamps stamps) {
    this.serialization = serialization;
    this.stamps = stamps;
  }

  SnapshotAbout.WithHead encode(SnapshotMetadata metadata, Object snapshot) {
    Object head = snapshot instanceof Chunked chunked ? chunked.head() : snapshot;
    Optional<Integer> chunks = chunksOf(snapshot).map(Chunked.Chunks::count);
    SnapshotAbout.Serialized written = write(head);
    return new SnapshotAbout.WithHead(
        new SnapshotAbout(
            metadata.persistenceId(),
            metadata.sequenceNr(),
            stamps.millis(metadata.timestamp()),
            written.form(),
            chunks,
            OptionConverters.toJava(metadata.metadata()).map(this::write)),
        written.bytes());
  }

  static Optional<Chunked.Chunks> chunksOf(Object snapshot) {
    return snapshot instanceof Chunked chunked ? Optional.of(chunked.chunks()) : Optional.empty();
  }

  SelectedSnapshot decode(SnapshotContent content) {
    SnapshotAbout about = content.snapshot().about();
    Object head = read(new SnapshotAbout.Serialized(about.form(), content.snapshot().head()));
    Optional<Object> extra = about.extra().map(this::read);
    Object snapshot =
        content.chunks().<Object>map(chunks -> new Chunked(head, chunks)).orElse(head);
    return SelectedSnapshot.create(
        new SnapshotMetadata(
            about.persistenceId(),
            about.sequenceNr(),
            about.timestamp(),
            OptionConverters.toScala(extra)),
        snapshot);
  }

  private SnapshotAbout.Serialized write(Object object) {
    Serializer serializer = serialization.findSerializerFor(object);
    // Through the whole of it, not the serializer alone: it knows how to write actor refs.
    Bytes bytes = Bytes.wrap(serialization.serialize(object).get());
    var form =
        new SnapshotAbout.Form(
            serializer.identifier(), Serializers.manifestFor(serializer, object));
    return new SnapshotAbout.Serialized(form, bytes);
  }

  private Object read(SnapshotAbout.Serialized written) {
    return serialization
        .deserialize(
            written.bytes().array(), written.form().serializer(), written.form().manifest())
        .get();
  }
}
