package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Changes} as bytes. */
public final class ChangesCodec {
  private ChangesCodec() {}

  /** Whether a piece tells of causes: otherwise it is as earlier versions write and read it. */
  public static boolean tellsCauses(Changes changes) {
    return changes.events().stream().anyMatch(event -> !event.causes().isEmpty());
  }

  public static void write(Changes changes, ByteWriter out) {
    boolean causes = tellsCauses(changes);
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
      if (causes) {
        out.putVarint(event.causes().size());
        event.causes().forEach(cause -> out.putVarint(cause.code()));
      }
      previous = event.revision().index();
    }
  }

  public static Changes read(ByteReader in, boolean causes) {
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
      List<Cause> ofEvent = causes ? takeCauses(in) : List.of();
      events.add(new Changes.Event(key, new Revision(revision), value, ofEvent));
    }
    return new Changes(shard, from, next, gap, events);
  }

  private static List<Cause> takeCauses(ByteReader in) {
    int count = in.takeCount("causes");
    List<Cause> causes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int code = (int) in.takeUpTo(Integer.MAX_VALUE, "a cause");
      causes.add(
          Cause.of(code)
              .orElseThrow(() -> new MalformedBytesException("there is no cause " + code)));
    }
    return causes;
  }
}
