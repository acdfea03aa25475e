package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import dev.memdi.routing.Routers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Runs the commands of docs/http.md one after the other and compares what they print; with {@code
 * -Ddocs.rewrite=true} writes it there instead.
 */
class DocumentedExamplesTest extends HttpEdgeFixture {
  private static final Path PAGE = Path.of("docs", "http.md");

  @Override
  Settings settings() {
    return Settings.from(ConfigFactory.parseString("memdi.node.http.port = 0"));
  }

  @Override
  Routers routers() {
    return new Routers(List.of(router, InMemoryRouter.cache()));
  }

  @Override
  Duration beat() {
    return Duration.ofSeconds(5); // when curl learns that nobody reads it any more
  }

  @Test
  void theExamplesAnswerAsThePageSays() throws Exception {
    assumeTrue(run("curl --version").startsWith("curl "), "there is no curl here");
    String page = Files.readString(PAGE);
    String answered = String.join("\n", answered(page.lines().toList())) + "\n";
    if (Boolean.getBoolean("docs.rewrite")) {
      Files.writeString(PAGE, answered);
    }
    assertThat(page).isEqualTo(answered);
  }

  /** The page with the answers of now. */
  private List<String> answered(List<String> page) throws Exception {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      out.add(page.get(i));
      if (!page.get(i).equals("```console")) {
        continue;
      }
      int end = i + 1;
      while (!page.get(end).equals("```")) {
        end++;
      }
      for (String command : commands(page.subList(i + 1, end))) {
        out.add("$ " + command);
        answer(command).lines().forEach(out::add);
      }
      i = end - 1;
    }
    return out;
  }

  /** A command goes on over the lines that are indented. */
  private static List<String> commands(List<String> block) {
    List<String> commands = new ArrayList<>();
    boolean open = false;
    for (String line : block) {
      if (line.startsWith("$ ")) {
        commands.add(line.substring(2));
        open = true;
      } else if (open && line.startsWith("    ")) {
        commands.add(commands.removeLast() + "\n" + line);
      } else {
        open = false;
      }
    }
    return commands;
  }

  private String answer(String command) throws Exception {
    return run(command.replace("localhost:3001", "127.0.0.1:" + port()))
        .replace("\r", "")
        .replaceAll("(?m)^Date: .*\\n", "")
        .strip();
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", command.replaceFirst("^curl ", "curl -s "))
            .redirectErrorStream(true)
            .start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).as(command).isTrue();
    return printed;
  }
}
