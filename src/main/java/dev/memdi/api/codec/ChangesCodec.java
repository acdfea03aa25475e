package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Changes} as bytes. */
public final class ChangesCodec {
  private ChangesCodec() {}

  public static void write(Changes changes, ByteWriter out) {
    out.putVarint(changes.shard());
    out.putVarint(changes.from());
    out.putVarint(changes.next());
    out.putBoolean(changes.gap());
    out.putVarint(changes.events().size());
    long previous = changes.from();
    for (Changes.Event event : changes.events()) {
      OperationCodec.putKey(event.key(), out);
      out.putSigned(event.revision().index() - previous);
      out.putBoolean(event.value().isPresent());
      event.value().ifPresent(out::putBytes);
      previous = event.revision().index();
    }
  }

  public static Changes read(ByteReader in) {
    int shard = (int) in.takeUpTo(Integer.MAX_VALUE, "a shard");
    long from = in.takeUpTo(Long.MAX_VALUE, "a revision");
    long next = in.takeUpTo(Long.MAX_VALUE, "a revision");
    boolean gap = in.takeBoolean();
    int count = in.takeCount("events");
    List<Changes.Event> events = new ArrayList<>(count);
    long revision = from;
    for (int i = 0; i < count; i++) {
      Key key = OperationCodec.takeKey(in);
      revision += in.takeSigned();
      if (revision < 0) {
        throw new MalformedBytesException("an event's revision is negative: " + revision);
      }
      Optional<Bytes> value = in.takeBoolean() ? Optional.of(in.takeBytes()) : Optional.empty();
      events.add(new Changes.Event(key, new Revision(revision), value));
    }
    return new Changes(shard, from, next, gap, events);
  }
}
