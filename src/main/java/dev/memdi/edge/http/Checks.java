package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Revision;
import java.util.Optional;

/**
 * The condition of a batch on one key, in JSON: {@code "exists": true} or {@code false}, {@code
 * "revision": 42}, or {@code "holds": "value"} ({@code "holdsBase64"}); exactly one of them.
 */
final class Checks {
  private Checks() {}

  static Condition condition(Fields fields) {
    Optional<Bytes> holds = fields.optionalBytes("holds");
    boolean revision = fields.has("revision");
    boolean exists = fields.has("exists");
    if ((holds.isPresent() ? 1 : 0) + (revision ? 1 : 0) + (exists ? 1 : 0) != 1) {
      throw Rejection.invalid(
          fields.where() + ": exactly one of 'exists', 'revision' and 'holds' is needed");
    }
    if (holds.isPresent()) {
      return new Condition.Holds(holds.get());
    }
    if (exists) {
      return fields.flag("exists") ? Condition.PRESENT : Condition.ABSENT;
    }
    long index = fields.integer("revision");
    if (index < 0) {
      throw fields.wrong("revision", "is negative");
    }
    return new Condition.AtRevision(new Revision(index));
  }
}
