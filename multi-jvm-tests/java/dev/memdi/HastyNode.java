package dev.memdi;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.store.StoreRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * A node with a bug that stores really had: it commits what one voter holds, itself. It has it from
 * when it is {@linkplain #ORDER ordered} to: before, it is as sound as any, so that a change of
 * leader while a cluster starts is no loss yet.
 */
public final class HastyNode {
  /** The system property that names a file: when there is one, the node is hasty. */
  public static final String ORDER = "hasty.order";

  private static final Path ORDERED = Path.of(System.getProperty(ORDER));

  private static final SafetyRules HASTY =
      new SafetyRules() {
        @Override
        public long heldByMajority(Configuration configuration, ToLongFunction<NodeId> match) {
          if (!Files.exists(ORDERED)) {
            return SafetyRules.super.heldByMajority(configuration, match);
          }
          return configuration.voters().stream()
              .mapToLong(voter -> match.applyAsLong(voter.id()))
              .max()
              .orElse(0);
        }
      };

  private HastyNode() {}

  /** Takes the arguments of the command. */
  public static void main(String[] arguments) {
    Main.configureLogging();
    int exitCode =
        Main.commandLine(config -> Memdi.start(config, HASTY, StoreRules.SOUND)).execute(arguments);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
