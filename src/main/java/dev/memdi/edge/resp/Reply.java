package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.List;
import java.util.Map;

/** An answer, once it is known, in whichever version of the protocol its client speaks. */
interface Reply {
  Reply OK = simple("OK");
  Reply QUEUED = simple("QUEUED");
  Reply NULL = ReplyWriter::nothing;
  Reply NULL_ARRAY = ReplyWriter::noArray;

  void write(ReplyWriter out);

  static Reply simple(String line) {
    return out -> out.simple(line);
  }

  static Reply error(String line) {
    return out -> out.error(line);
  }

  static Reply integer(long number) {
    return out -> out.integer(number);
  }

  static Reply bulk(Bytes bytes) {
    return out -> out.bulk(bytes);
  }

  static Reply bulk(String text) {
    return bulk(Bytes.utf8(text));
  }

  static Reply array(List<? extends Reply> replies) {
    return out -> {
      out.array(replies.size());
      replies.forEach(reply -> reply.write(out));
    };
  }

  /** A set, which is an array to those who know no sets. */
  static Reply set(List<? extends Reply> replies) {
    return out -> {
      out.set(replies.size());
      replies.forEach(reply -> reply.write(out));
    };
  }

  /** A map, which is an array of keys and values to those who know no maps. */
  static Reply map(Map<String, ? extends Reply> entries) {
    return out -> {
      out.map(entries.size());
      entries.forEach((key, value) -> {
        out.bulk(Bytes.utf8(key));
        value.write(out);
      });
    };
  }

  /** Text for people, as it stands. */
  static Reply verbatim(String text) {
    return out -> out.verbatim(text);
  }
}
