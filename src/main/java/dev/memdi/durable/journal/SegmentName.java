package dev.memdi.durable.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of segments' files. */
final class SegmentName {
  private static final String PLAIN = ".seg";
  private static final String PACKED = ".seg.zst";
  private static final String UNFINISHED = ".tmp";
  private static final Pattern NAME =
      Pattern.compile(JournalDirectory.JOURNAL + "([0-9]{16})\\.seg(\\.zst)?");

  private SegmentName() {}

  static String plain(long number) {
    return stem(number) + PLAIN;
  }

  static String packed(long number) {
    return stem(number) + PACKED;
  }

  /** A file that is not yet what it is going to be. */
  static String unfinished(long number) {
    return stem(number) + UNFINISHED;
  }

  private static String stem(long number) {
    return JournalDirectory.JOURNAL + "%016d".formatted(number);
  }

  static boolean isSegment(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isPacked(String name) {
    return name.endsWith(PACKED);
  }

  static boolean isUnfinished(String name) {
    return name.startsWith(JournalDirectory.JOURNAL) && name.endsWith(UNFINISHED);
  }

  static long number(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is not a segment's name");
    }
    return Long.parseLong(matcher.group(1));
  }
}
