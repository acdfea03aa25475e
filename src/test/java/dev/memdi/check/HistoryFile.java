package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A history as text, one line an event, so that a failed run can be read, compared and judged
 * again:
 *
 * <pre>
 *   memdi-history 1
 *   # seed 42
 *   time process call event
 *   1000000 3 17 ask QUORUM Set("k", "v", Never, Always)
 *   1250000 3 17 end Done(Written(@12, true), Acknowledged(QUORUM))
 * </pre>
 */
final class HistoryFile {
  private static final String HEADER = "memdi-history 1";

  private HistoryFile() {}

  static void save(History history, Path file, String note) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write(HEADER + "\n");
      for (String line : note.lines().toList()) {
        out.write("# " + line + "\n");
      }
      for (Event event : history.events()) {
        out.write(line(event) + "\n");
      }
    }
  }

  static History load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new IOException(file + " does not begin with '" + HEADER + "'");
    }
    List<Event> events = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        events.add(event(line));
      } catch (RuntimeException e) { // a number, a duration, an index: whatever does not parse
        throw new IOException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    try {
      return new History(events);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String line(Event event) {
    String head = event.at() + " " + event.process() + " " + event.call() + " ";
    return head
        + switch (event) {
          case Event.Invoked e -> "ask " + e.ack() + " " + RecordText.print(e.operation());
          case Event.Completed e -> "end " + RecordText.print(e.outcome());
        };
  }

  private static Event event(String line) {
    String[] words = line.split(" ", 5);
    if (words.length < 5) {
      throw new IllegalArgumentException("expected: time process call event");
    }
    long at = Long.parseLong(words[0]);
    int process = Integer.parseInt(words[1]);
    long call = Long.parseLong(words[2]);
    return switch (words[3]) {
      case "ask" -> {
        String[] rest = words[4].split(" ", 2);
        if (rest.length < 2) {
          throw new IllegalArgumentException("expected: ask ACK operation");
        }
        yield new Event.Invoked(
            call, process, at, RecordText.parse(rest[1], Operation.class), Ack.valueOf(rest[0]));
      }
      case "end" ->
          new Event.Completed(call, process, at, RecordText.parse(words[4], Outcome.class));
      default -> throw new IllegalArgumentException("neither 'ask' nor 'end': " + words[3]);
    };
  }
}
