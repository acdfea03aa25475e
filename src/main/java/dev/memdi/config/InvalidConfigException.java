package dev.memdi.config;

import java.util.List;

/** A configuration that stops the node at start, with everything that is wrong with it. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf makes one that is serializable
  private final List<String> problems;

  public InvalidConfigException(List<String> problems) {
    super(
        (problems.size() == 1
                ? "the configuration has a problem:"
                : "the configuration has " + problems.size() + " problems:")
            + "\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem, beginning with the full name of its key where it has one. */
  public List<String> problems() {
    return problems;
  }
}
