package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** memdi answers as a real Redis does, error for error; skipped where there is no redis-server. */
class RedisComparisonTest {
  private static final Path SCRIPT =
      Path.of("src/test/resources/dev/memdi/edge/resp/comparison.txt");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

  @TempDir private Path directory;

  @Test
  void bothAnswerAlike() throws Exception {
    assumeTrue(RedisTools.isInstalled("redis-server"), "there is no redis-server here");
    try (RespNode node = RespNode.start(1);
        RedisServer redis = RedisServer.start(directory)) {
      try (RawClient theirs = redis.raw();
          RawClient ours = node.raw(0)) {
        List<String> differences = new ArrayList<>();
        for (String line : Files.readAllLines(SCRIPT)) {
          if (!line.isBlank() && !line.startsWith("#")) {
            compare(line, theirs, ours, differences);
          }
        }
        assertThat(differences).isEmpty();
      }
    }
  }

  @Test
  void whatBothHaveIsInTheSameCategories() throws Exception {
    assumeTrue(RedisTools.isInstalled("redis-server"), "there is no redis-server here");
    CommandTable table = CommandTable.standard();
    try (RedisServer redis = RedisServer.start(directory);
        RawClient theirs = redis.raw()) {
      assertThat(elements(theirs.call("ACL", "CAT")))
          .containsExactly(
              Arrays.stream(Category.values()).map(Category::text).toArray(String[]::new));
      List<Command> shared =
          elements(theirs.call("COMMAND", "LIST")).stream()
              .flatMap(name -> table.named(name).stream())
              .toList();
      assertThat(shared).hasSizeGreaterThan(90);
      for (Category category : Category.values()) {
        List<String> there = elements(theirs.call("ACL", "CAT", category.text()));
        assertThat(shared)
            .as(category.text())
            .allMatch(command -> command.isIn(category) == there.contains(command.name()));
      }
    }
  }

  private static List<String> elements(String array) {
    return List.of(array.substring(1, array.length() - 1).split(", "));
  }

  private static void compare(
      String line, RawClient theirs, RawClient ours, List<String> differences) {
    String[] words = words(line);
    String expected = theirs.call(words);
    String answer = ours.call(words);
    if (!alike(words[0], expected, answer)) {
      differences.add(line + "\n  redis: " + expected + "\n  memdi: " + answer);
    }
  }

  private static boolean alike(String command, String expected, String answer) {
    return switch (command) {
      case "KEYS" -> sorted(expected).equals(sorted(answer));
      case "PTTL", "PEXPIRETIME" -> // to the millisecond nobody can tell
          expected.equals(answer) || (expected.length() > 4 && answer.length() > 4);
      case "TTL", "EXPIRETIME" -> expected.equals(answer) || areNear(expected, answer);
      default -> expected.equals(answer);
    };
  }

  /** Times, of which some goes by from one question to the other. */
  private static boolean areNear(String expected, String answer) {
    return expected.matches(":\\d+")
        && answer.matches(":\\d+")
        && Math.abs(Long.parseLong(expected.substring(1)) - Long.parseLong(answer.substring(1)))
            < 10;
  }

  private static List<String> sorted(String list) {
    String[] elements = list.replaceAll("^\\[|\\]$", "").split(", ", -1);
    Arrays.sort(elements);
    return List.of(elements);
  }

  private static String[] words(String line) {
    long now = System.currentTimeMillis();
    List<String> words = new ArrayList<>();
    Matcher each = WORD.matcher(line);
    while (each.find()) {
      String word = each.group(1) == null ? each.group(2) : each.group(1);
      String timed =
          word.replace("@NOWMS+100000", Long.toString(now + 100_000))
              .replace("@NOW+100", Long.toString(now / 1000 + 100));
      words.add(
          BYTE.matcher(timed)
              .replaceAll(m ->
                  Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(m.group(1), 16)))));
    }
    return words.toArray(String[]::new);
  }
}
