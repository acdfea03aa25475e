package dev.memdi;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.store.StoreRules;
import java.util.function.ToLongFunction;

/** A node with a bug that stores really had: it commits what one voter holds, itself. */
public final class HastyNode {
  private static final SafetyRules HASTY =
      new SafetyRules() {
        @Override
        public long heldByMajority(Configuration configuration, ToLongFunction<NodeId> match) {
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
