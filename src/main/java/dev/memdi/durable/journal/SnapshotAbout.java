package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import java.util.Optional;

/**
 * What a snapshot's file says of itself in its first frame.
 *
 * @param form what the head is, and how to read it
 * @param chunks how many there are; empty if the snapshot is its head alone
 * @param extra what the application keeps beside the snapshot, if anything
 */
record SnapshotAbout(
    String persistenceId,
    long sequenceNr,
    long timestamp,
    Form form,
    Optional<Integer> chunks,
    Optional<Serialized> extra) {

  /** Which of the application's serializers wrote something, and its manifest. */
  record Form(int serializer, String manifest) {}

  /** Something as bytes, with what is needed to read it. */
  record Serialized(Form form, Bytes bytes) {}

  /** The head as bytes, and what goes before it. */
  record WithHead(SnapshotAbout about, Bytes head) {}

  byte[] encode() {
    ByteWriter out = new ByteWriter(128);
    out.putText(persistenceId);
    out.putVarint(sequenceNr);
    out.putVarint(timestamp);
    encode(form, out);
    out.putBoolean(chunks.isPresent());
    out.putVarint(chunks.orElse(0));
    out.putBoolean(extra.isPresent());
    extra.ifPresent(serialized -> {
      encode(serialized.form, out);
      out.putBytes(serialized.bytes);
    });
    return out.toBytes().array();
  }

  static SnapshotAbout decode(byte[] bytes) {
    ByteReader in = new ByteReader(Bytes.wrap(bytes));
    String persistenceId = in.takeText();
    long sequenceNr = in.takeVarint();
    long timestamp = in.takeVarint();
    Form form = decodeForm(in);
    boolean chunked = in.takeBoolean();
    int count = (int) in.takeUpTo(Integer.MAX_VALUE, "the number of chunks");
    Optional<Serialized> extra =
        in.takeBoolean()
            ? Optional.of(new Serialized(decodeForm(in), in.takeBytes()))
            : Optional.empty();
    in.expectEnd();
    return new SnapshotAbout(
        persistenceId,
        sequenceNr,
        timestamp,
        form,
        chunked ? Optional.of(count) : Optional.empty(),
        extra);
  }

  SnapshotName name() {
    return SnapshotName.of(persistenceId, sequenceNr, timestamp);
  }

  private static void encode(Form form, ByteWriter out) {
    out.putSigned(form.serializer);
    out.putText(form.manifest);
  }

  private static Form decodeForm(ByteReader in) {
    long serializer = in.takeSigned();
    return new Form((int) serializer, in.takeText());
  }
}
