package dev.memdi.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What docs/embedding.md shows of a file stands in that file. With {@code -Ddocs.rewrite=true} what
 * is shown is replaced by the file, from its first class comment on.
 */
class EmbeddingPageTest {
  private static final Path PAGE = Path.of("docs", "embedding.md");
  private static final Pattern SHOWN =
      Pattern.compile("<!-- (src/\\S+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);

  @Test
  void thePageShowsTheExampleAsItIsTested() throws IOException {
    String page = Files.readString(PAGE);
    List<MatchResult> shown = SHOWN.matcher(page).results().toList();
    assertThat(shown).isNotEmpty();
    String now =
        SHOWN
            .matcher(page)
            .replaceAll(match ->
                java.util.regex.Matcher.quoteReplacement(
                    "<!-- %s -->\n```java\n%s```\n"
                        .formatted(match.group(1), body(match.group(1)))));
    if (Boolean.getBoolean("docs.rewrite")) {
      Files.writeString(PAGE, now);
    }
    assertThat(page).isEqualTo(now);
  }

  /** A file without its package and imports. */
  private static String body(String file) {
    try {
      String text = Files.readString(Path.of(file));
      int lastImport = text.lastIndexOf("\nimport ");
      return text.substring(text.indexOf('\n', lastImport + 1)).stripLeading();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
