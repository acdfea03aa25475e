package dev.memdi.raft.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scenario as a text: remarks ({@code #}), commands ({@code >}) and, below each command, what
 * every replica does. {@link #replay} gives the text as it comes out.
 */
record Trace(Path file, List<String> lines) {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "traces");

  static List<Trace> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().map(Trace::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trace read(Path file) {
    try {
      return new Trace(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void rewrite(List<String> replayed) {
    try {
      Files.write(file, replayed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Carries out the commands under these rules. */
  List<String> replay(SafetyRules rules) {
    List<String> out = new ArrayList<>();
    Stage stage = new Stage(rules, out);
    for (String line : lines) {
      if (line.startsWith(">")) {
        out.add(line);
        stage.carryOut(line.substring(1).strip());
      } else if (line.startsWith("#") || line.isBlank()) {
        out.add(line);
      }
    }
    return out;
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }

  /** Carries out commands on a scene and writes down what is seen. */
  private static final class Stage {
    private final List<String> out;
    private final Scene scene;
    private boolean quiet;
    private long tokens;

    Stage(SafetyRules rules, List<String> out) {
      this.out = out;
      this.scene = new Scene(rules, this::write);
    }

    private void write(Host host, RaftCore before, Input input, Step step) {
      if (!quiet) {
        out.addAll(Printout.of(host, before, input, step));
      }
    }

    private void carryOut(String command) {
      String[] words = command.split(" +");
      quiet = words[0].equals("quietly");
      if (quiet) {
        words = Arrays.copyOfRange(words, 1, words.length);
      }
      String[] rest = Arrays.copyOfRange(words, 1, words.length);
      switch (words[0]) {
        case "found" -> scene.found(rest);
        case "elect" -> scene.elect(rest[0]);
        case "blank" -> scene.start(rest[0], Configuration.NONE);
        case "restart" -> scene.restart(rest[0]);
        case "one-by-one" -> scene.sendEntriesOneByOne();
        case "wait" -> scene.pass(Long.parseLong(rest[0]));
        case "show" -> scene.hosts().forEach(host -> out.add(Printout.of(host)));
        case "deliver", "lose", "copy", "again", "cut", "cut-off", "heal" ->
            network(words[0], rest);
        default -> host(words[0], scene.host(rest[0]), Arrays.copyOfRange(rest, 1, rest.length));
      }
    }

    private void network(String verb, String... rest) {
      switch (verb) {
        case "deliver" -> {
          if (rest.length == 0) {
            scene.deliver();
          } else {
            scene.deliver(rest[0], rest[1]);
          }
        }
        case "lose" -> scene.lose(rest[0], rest[1]);
        case "copy" -> scene.copy(rest[0], rest[1]);
        case "again" -> scene.deliverCopies();
        case "cut" -> scene.cut(rest[0], rest[1]);
        case "cut-off" -> scene.cutOff(rest[0]);
        case "heal" -> scene.heal();
        default -> throw new IllegalArgumentException(verb);
      }
    }

    private void host(String verb, Host host, String... rest) {
      switch (verb) {
        case "canvass" -> host.canvass();
        case "slow-disk" -> host.disk.slowDown();
        case "sync" -> host.sync();
        case "beat" -> host.tell(new Input.Beat());
        case "write" -> host.tell(new Input.Propose(Given.commands(rest).bursts()));
        case "read" -> host.tell(new Input.Read(++tokens));
        case "compact" -> host.tell(new Input.Compact(Long.parseLong(rest[0])));
        case "capture" -> host.captured(Integer.parseInt(rest[0]));
        case "transfer" -> host.tell(new Input.Transfer(Given.id(rest[0])));
        case "add" -> change(host, new MembershipChange.AddLearner(Given.peer(rest[0])));
        case "promote" -> change(host, new MembershipChange.Promote(Given.id(rest[0])));
        case "remove" -> change(host, new MembershipChange.Remove(Given.id(rest[0]), false));
        default -> throw new IllegalArgumentException("no such command: " + verb);
      }
    }

    private static void change(Host host, MembershipChange change) {
      host.tell(new Input.Change(change));
    }
  }
}
