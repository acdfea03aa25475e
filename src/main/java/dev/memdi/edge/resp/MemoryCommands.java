package dev.memdi.edge.resp;

import dev.memdi.api.Footprint;
import dev.memdi.api.Key;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.util.List;

/** {@code MEMORY}: what keys take. */
final class MemoryCommands {
  private MemoryCommands() {}

  static List<Command> rows() {
    Row row = new Row("server");
    return List.of(
        row.parent("memory", "What keys take"),
        row.together(
            "memory|usage",
            -3,
            "readonly",
            Keys.SECOND,
            "The bytes that a key, its value and its time to live take in each replica's table",
            MemoryCommands::usage),
        row.together("memory|help", 2, "loading,stale", "What there is of MEMORY", HelpText::plan));
  }

  private static Plan usage(Call call) {
    for (int at = 3; at < call.size(); at += 2) {
      boolean samples = call.option(at).equals("SAMPLES") && at + 1 < call.size();
      if (!samples || call.integer(at + 1) < 0) {
        throw CommandException.syntax();
      }
    }
    Key key = call.key(2);
    return Plan.one(
        new Step.Look(key),
        answers ->
            answers.result(0) instanceof Result.Found found
                ? Reply.integer(
                    Footprint.of(
                        key.bytes().length(), found.value().length(), found.ttl().isPresent()))
                : Reply.NULL);
  }
}
