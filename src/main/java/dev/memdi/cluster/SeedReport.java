package dev.memdi.cluster;

import dev.memdi.config.Address;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What to tell an operator whose node waits for its seeds. */
record SeedReport(Address self, List<Address> seeds) {
  static final Comparator<Address> ORDER = Comparator.comparing(Address::toString);

  SeedReport {
    seeds = List.copyOf(seeds);
  }

  List<Address> others() {
    return seeds.stream().filter(seed -> !seed.equals(self)).toList();
  }

  /**
   * @param member whether this node is in a cluster, though alone
   * @param answers what came of connecting to each of the others
   */
  String text(boolean member, Duration waited, Map<Address, SilentConnection.Event> answers) {
    StringBuilder text = new StringBuilder();
    text.append("this node, ").append(self).append(member ? ", is alone" : ", waits to join");
    text.append(" since ").append(waited.toSeconds()).append(" s; of memdi.cluster.seeds");
    for (Address seed : others()) {
      text.append("\n  ").append(seed);
      if (!member && seed.equals(seeds.getFirst())) {
        text.append(", the first, which begins a new cluster,");
      }
      SilentConnection.Event answer = answers.get(seed);
      text.append(' ').append(answer == null ? "does not answer" : say(member, answer));
    }
    return text.toString();
  }

  private String say(boolean member, SilentConnection.Event answer) {
    return switch (answer) {
      case SilentConnection.Event.Opened opened ->
          member
              ? "answers, but is not in the same cluster: if it is in another, restart this node"
              : "answers: it is in no cluster itself yet, or can't reach this node at "
                  + self
                  + " (memdi.cluster.host, port)";
      case SilentConnection.Event.Lost lost -> "answers and hangs up: is it a memdi node?";
      case SilentConnection.Event.Failed failed ->
          switch (failed.failure()) {
            case REFUSED -> "has nothing listening there: start that node, or correct the list";
            case UNRESOLVED -> "has a name that can't be resolved: correct the list, or the name";
            case UNREACHED -> "does not answer: is its machine up, and no firewall between?";
          };
    };
  }
}
