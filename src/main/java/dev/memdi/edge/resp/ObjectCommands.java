package dev.memdi.edge.resp;

import dev.memdi.api.Step;
import dev.memdi.edge.resp.Command.Keys;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code OBJECT}: how a value is held. All are held alike, and nothing counts how they are used.
 */
final class ObjectCommands {
  private static final String FLAGS = "readonly";

  private ObjectCommands() {}

  static List<Command> rows() {
    Row row = new Row("generic", Category.KEYSPACE);
    return List.of(
        row.parent("object", "How values are held"),
        row.together(
            "object|encoding",
            3,
            FLAGS,
            Keys.SECOND,
            "raw, always: values are held as the bytes that they are",
            call -> ofKey(call, () -> Reply.bulk("raw"))),
        row.together(
            "object|refcount",
            3,
            FLAGS,
            Keys.SECOND,
            "1, always: no two keys share a value",
            call -> ofKey(call, () -> Reply.integer(1))),
        row.together(
            "object|idletime",
            3,
            FLAGS,
            Keys.SECOND,
            "An error: when keys were last used is not known",
            call ->
                ofKey(
                    call,
                    () -> {
                      throw new CommandException(
                          "ERR No key is evicted here, idle time not tracked.");
                    })),
        row.together(
            "object|freq",
            3,
            FLAGS,
            Keys.SECOND,
            "An error: how often keys are used is not counted",
            call ->
                ofKey(
                    call,
                    () -> {
                      throw new CommandException(
                          "ERR An LFU maxmemory policy is not selected, access frequency not"
                              + " tracked. Please note that when switching between policies at"
                              + " runtime LRU and LFU data will take some time to adjust.");
                    })),
        row.together("object|help", 2, "loading,stale", "What there is of OBJECT", HelpText::plan));
  }

  /** Of a key that is there. */
  private static Plan ofKey(Call call, Supplier<Reply> answer) {
    return Plan.one(
        new Step.Peek(call.key(2)), answers -> answers.found(0) ? answer.get() : Reply.NULL);
  }
}
