package dev.memdi.edge.http;

import dev.memdi.api.Condition;
import dev.memdi.api.Revision;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Between the conditional headers of HTTP and conditions on a key: an entity tag is its revision.
 */
final class Conditions {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");
  private static final Pattern TAGS =
      Pattern.compile("(?:W/)?\"[^\"]*\"(?:[ \\t]*,[ \\t]*(?:W/)?\"[^\"]*\")*");

  private Conditions() {}

  static HttpHeader tag(Revision revision) {
    return RawHeader.create("ETag", "\"" + revision + "\"");
  }

  /** What a write was asked to depend on. */
  static Condition ofWrite(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
    if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
      throw Rejection.invalid("If-Match and If-None-Match exclude each other");
    }
    if (ifNoneMatch.isPresent()) {
      if (!ifNoneMatch.get().equals("*")) {
        throw Rejection.invalid("If-None-Match of a write takes '*' only");
      }
      return Condition.ABSENT;
    }
    return ifMatch.map(Conditions::match).orElse(Condition.ALWAYS);
  }

  private static Condition match(String header) {
    if (header.equals("*")) {
      return Condition.PRESENT;
    }
    Matcher tag = TAG.matcher(header);
    if (!tag.matches()) {
      throw Rejection.invalid(
          "If-Match takes '*' or one ETag as this server gives it, such as \"42\" with its quotes");
    }
    return new Condition.AtRevision(new Revision(Long.parseLong(tag.group(1))));
  }

  /** Whether a reader that sent this {@code If-None-Match} holds {@code revision} already. */
  static boolean holds(String ifNoneMatch, Revision revision) {
    return ifNoneMatch.equals("*") || ifNoneMatch.contains("\"" + revision + "\"");
  }

  /** Ends the exchange if a reader's {@code If-None-Match} is none. */
  static void checkOfRead(String ifNoneMatch) {
    if (!ifNoneMatch.equals("*") && !TAGS.matcher(ifNoneMatch).matches()) {
      throw Rejection.invalid("If-None-Match takes '*' or ETags with their quotes, such as \"42\"");
    }
  }
}
