package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/redis.md lists the commands that there are, and its examples answer as it says. With {@code
 * -Ddocs.rewrite=true} both are written there instead.
 */
class RedisPageTest {
  private static final Path PAGE = Path.of("docs", "redis.md");
  private static final String GENERATED =
      "<!-- generated: from here on from the table of commands -->\n";

  @Test
  void thePageListsTheCommandsThatThereAre() throws IOException {
    String page = Files.readString(PAGE);
    String listed = page.substring(0, page.indexOf(GENERATED)) + GENERATED + commands();
    keepOrCompare(page, listed);
  }

  private static String commands() {
    StringBuilder table =
        new StringBuilder("\n| command | group | categories | what it does |\n|---|---|---|---|\n");
    CommandTable all = CommandTable.standard();
    for (Command command : all.all()) {
      boolean onlyParent = !all.subcommands(command).isEmpty() && !command.takes(1);
      if (!onlyParent) {
        table
            .append("| `")
            .append(command.name().toUpperCase(Locale.ROOT).replace('|', ' '))
            .append("` | ")
            .append(command.group())
            .append(" | ")
            .append(
                command.categories().stream().map(Category::text).collect(Collectors.joining(" ")))
            .append(" | ")
            .append(command.summary())
            .append(" |\n");
      }
    }
    return table.toString();
  }

  @Test
  void theExamplesAnswerAsThePageSays() throws Exception {
    assumeTrue(RedisTools.isInstalled("redis-cli"), "there is no redis-cli here");
    String page = Files.readString(PAGE);
    try (RespNode node = RespNode.start(1)) {
      keepOrCompare(page, answered(page, node.port(0)));
    }
  }

  private static void keepOrCompare(String page, String now) throws IOException {
    if (Boolean.getBoolean("docs.rewrite")) {
      Files.writeString(PAGE, now);
    } else {
      assertThat(page).isEqualTo(now);
    }
  }

  private static String answered(String page, int port) throws Exception {
    List<String> out = new ArrayList<>();
    boolean example = false;
    for (String line : page.lines().toList()) {
      example = line.equals("```console") || (example && !line.equals("```"));
      if (!example || line.equals("```console")) {
        out.add(line);
      } else if (line.startsWith("$ ")) {
        out.add(line);
        run(line.substring(2), port).lines().filter(l -> !l.isBlank()).forEach(out::add);
      }
    }
    return String.join("\n", out) + "\n";
  }

  /** What redis-cli says to a person: a pipe would have it leave out what kind of answer it is. */
  private static String run(String command, int port) throws Exception {
    String here =
        command.replace("redis-cli -p 6379", "redis-cli --no-raw -h 127.0.0.1 -p " + port);
    Process shell = new ProcessBuilder("sh", "-c", here).redirectErrorStream(true).start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).as(command).isTrue();
    return printed;
  }
}
