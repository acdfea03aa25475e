package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommandTableTest {
  private static final Path REDIS =
      Path.of("src/test/resources/dev/memdi/edge/resp/redis-commands.txt");

  private final CommandTable commands = CommandTable.standard();

  @Test
  void whatRedisHasTooIsAsItHasIt() throws IOException {
    Map<String, String> redis =
        Files.readAllLines(REDIS).stream()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.toMap(line -> line.substring(0, line.indexOf(' ')), line -> line));
    List<String> ours =
        commands.all().stream()
            .filter(command -> !command.group().equals("memdi"))
            .map(CommandTableTest::line)
            .toList();
    assertThat(redis.values()).containsAll(ours);
    assertThat(ours).hasSizeGreaterThan(60);
  }

  @Test
  void whatIsOursAloneRedisDoesNotHave() throws IOException {
    String redis = Files.readString(REDIS);
    assertThat(commands.all().stream().filter(command -> command.group().equals("memdi")))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(redis).doesNotContain("\n" + command.name() + " "));
  }

  @Test
  void keysAreWhereTheArityLeavesThem() {
    assertThat(commands.all())
        .allSatisfy(command -> {
          int least = Math.abs(command.arity());
          assertThat(command.keys().first()).isLessThan(least);
          assertThat(command.keys().last()).isLessThan(least);
        });
  }

  private static String line(Command command) {
    String flags = command.flags().isEmpty() ? "-" : String.join(",", command.flags());
    Command.Keys keys = command.keys();
    String categories =
        command.categories().stream().map(Category::text).collect(Collectors.joining(","));
    return "%s %d %s %d %d %d %s"
        .formatted(
            command.name(),
            command.arity(),
            flags,
            keys.first(),
            keys.last(),
            keys.step(),
            categories);
  }
}
