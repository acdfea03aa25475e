package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Keys that were found, as many as fit into an answer. */
final class KeyList {
  private static final int OVERHEAD = 16;

  private final List<Reply> keys = new ArrayList<>();
  private final long most;
  private long bytes;

  private KeyList(long most) {
    this.most = most;
  }

  static KeyList of(Call call) {
    return new KeyList(call.backend().settings().limits().sessionPendingBytes());
  }

  /** Whether it fits in. */
  boolean add(Bytes key) {
    bytes += key.length() + OVERHEAD;
    keys.add(Reply.bulk(key));
    return bytes <= most;
  }

  int size() {
    return keys.size();
  }

  Reply reply() {
    return Reply.array(keys);
  }

  /** The answer where one did not fit in. */
  Reply tooLarge(String advice) {
    Refusal refusal = new Refusal.TooLarge("the answer", bytes, most);
    return Reply.error(Errors.line(refusal) + ": " + advice);
  }
}
