package dev.memdi.durable.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a snapshot's file is called: {@code snapshot-<persistence id>-<sequence nr>-<timestamp>}.
 *
 * <p>A persistence id may be any string, and a file name may not: all but small letters, digits,
 * dots and underscores are written as {@code %xx}, capitals too, as some file systems don't tell
 * them apart. Of a long id there is only a beginning, and a digest of the whole: the id itself
 * stands in the file.
 */
record SnapshotName(String owner, long sequenceNr, long timestamp) {
  /** A file being written has this behind its name: what has it at a start was never finished. */
  static final String UNFINISHED = ".new";

  static final Comparator<SnapshotName> OLDEST_FIRST =
      Comparator.comparingLong(SnapshotName::sequenceNr).thenComparingLong(SnapshotName::timestamp);

  private static final Pattern FORM = Pattern.compile("([a-z0-9._%~]+)-(\\d{1,19})-(\\d{1,19})");
  private static final int LONGEST_OWNER = 160;
  private static final int KEPT_OF_LONG_OWNERS = 100;
  private static final int DIGEST_BYTES = 16;

  static SnapshotName of(String persistenceId, long sequenceNr, long timestamp) {
    return new SnapshotName(ownerOf(persistenceId), sequenceNr, timestamp);
  }

  /** Empty if it is none of a finished snapshot. */
  static Optional<SnapshotName> parse(String fileName) {
    if (!fileName.startsWith(JournalDirectory.SNAPSHOT)) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(fileName.substring(JournalDirectory.SNAPSHOT.length()));
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SnapshotName(
              form.group(1), Long.parseLong(form.group(2)), Long.parseLong(form.group(3))));
    } catch (NumberFormatException e) {
      return Optional.empty(); // more than a long: nothing that was written here
    }
  }

  static boolean isUnfinished(String fileName) {
    return fileName.startsWith(JournalDirectory.SNAPSHOT) && fileName.endsWith(UNFINISHED);
  }

  String file() {
    return JournalDirectory.SNAPSHOT + owner + "-" + sequenceNr + "-" + timestamp;
  }

  String unfinishedFile() {
    return file() + UNFINISHED;
  }

  /** How file names spell a persistence id. */
  static String ownerOf(String persistenceId) {
    byte[] bytes = persistenceId.getBytes(StandardCharsets.UTF_8);
    StringBuilder name = new StringBuilder();
    HexFormat hex = HexFormat.of();
    for (byte b : bytes) {
      if (isPlain(b)) {
        name.append((char) b);
      } else {
        name.append('%').append(hex.toHexDigits(b));
      }
    }
    if (name.length() <= LONGEST_OWNER) {
      return name.toString();
    }
    name.setLength(KEPT_OF_LONG_OWNERS);
    return name.append('~').append(hex.formatHex(sha256(bytes), 0, DIGEST_BYTES)).toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '.' || b == '_';
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
