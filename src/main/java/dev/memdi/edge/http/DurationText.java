package dev.memdi.edge.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as clients write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}.
 */
final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  /** A century: a deadline stays far from where milliseconds overflow. */
  private static final long LONGEST_MILLIS = 36_500L * 86_400_000L;

  private DurationText() {}

  /** Empty if {@code text} is not a duration from 1 ms to 36500 days with its unit. */
  static Optional<Duration> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(form.group(1));
    long unit = MILLIS.getOrDefault(form.group(2), 1L);
    return count < 1 || count > LONGEST_MILLIS / unit
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(count * unit));
  }

  /**
   * Like {@link #parse}, ending the exchange where it can't; {@code name} is what it was meant for.
   */
  static Duration require(String name, String text) {
    return parse(text)
        .orElseThrow(() ->
            Rejection.invalid(
                "%s: '%s' is not a duration with its unit, such as 30s or 250ms, of at least 1ms"
                    .formatted(name, text)));
  }
}
