package dev.memdi.check;

import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes a violation readable. First the history is cut to its shortest prefix that is still a
 * violation: every prefix of a linearizable history is linearizable, so the cut is found by
 * bisection, and the answer at the cut is the one that can't be explained. Then, as in delta
 * debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002),
 * answers are forgotten as long as the rest stays a violation: a read without answer is none, a
 * write without answer may have happened or not. What is left contradicts itself whatever the
 * others did.
 */
final class Explanation {
  private static final long STEPS_PER_TRIAL = 20_000;
  private static final long STEPS_IN_ALL = 1_000_000;
  private static final int SHOWN = 16;
  private static final int CORE_SHOWN = 24;

  private final Universe universe;
  private final Rules rules;

  /** The keys of the group, or of the calls, in which the fault was found. */
  private Set<Key> scope = Set.of();

  private long steps;

  Explanation(Universe universe, Rules rules) {
    this.universe = universe;
    this.rules = rules;
  }

  Verdict.Violation of(Broken broken) {
    scope = broken.scope();
    List<Call> prefix = shortestPrefix(broken.calls());
    Call culprit = prefix.stream().max((a, b) -> Integer.compare(end(a), end(b))).orElseThrow();
    Set<Call> core = core(prefix, culprit);
    List<Call> least = forget(prefix, core);
    Broken last = examine(least).broken().orElse(broken);
    return new Verdict.Violation(last.keys(), text(last, prefix, core, culprit));
  }

  private Linearizability.Finding examine(List<Call> calls) {
    Linearizability.Finding finding =
        Linearizability.examine(
            calls,
            universe,
            scope::contains,
            rules.withSteps(Math.min(rules.steps(), STEPS_PER_TRIAL)));
    steps += finding.statistics().steps();
    return finding;
  }

  private boolean isBroken(List<Call> calls) {
    return examine(calls).broken().isPresent();
  }

  private List<Call> shortestPrefix(List<Call> calls) {
    int[] ends = calls.stream().filter(this::answered).mapToInt(Call::ended).sorted().toArray();
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBroken(cut(calls, ends[middle]))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return cut(calls, ends[high]);
  }

  private static List<Call> cut(List<Call> calls, int position) {
    return calls.stream()
        .filter(call -> call.began() <= position)
        .map(call -> call.ended() <= position ? call : call.unanswered())
        .toList();
  }

  /** The calls whose answers are needed for the contradiction. */
  private Set<Call> core(List<Call> prefix, Call culprit) {
    Set<Call> core = prefix.stream().filter(this::answered).collect(Collectors.toSet());
    List<Call> candidates = new ArrayList<>(prefix);
    candidates.removeIf(call -> !core.contains(call) || call == culprit);
    // Reads first: without them there is less to search, while a write without answer makes it
    // more.
    Map<Boolean, List<Call>> writes =
        candidates.stream()
            .collect(
                Collectors.partitioningBy(call -> call.operation() instanceof Operation.Write));
    reduce(core, new ArrayList<>(writes.get(false)), prefix);
    reduce(core, new ArrayList<>(writes.get(true)), prefix);
    return core;
  }

  /** Takes out of the core whichever candidates it can do without, many at a time. */
  private void reduce(Set<Call> core, List<Call> candidates, List<Call> prefix) {
    for (int size = candidates.size(); size > 0; size = size / 2) {
      for (int from = 0; from < candidates.size() && steps < STEPS_IN_ALL; ) {
        List<Call> chunk = candidates.subList(from, Math.min(from + size, candidates.size()));
        Set<Call> fewer = new HashSet<>(core);
        chunk.forEach(fewer::remove);
        if (isBroken(forget(prefix, fewer))) {
          core.removeAll(Set.copyOf(chunk));
          chunk.clear();
        } else {
          from += size;
        }
      }
    }
  }

  /** The calls as if only {@code core} had been answered. */
  private static List<Call> forget(List<Call> calls, Set<Call> core) {
    List<Call> left = new ArrayList<>();
    for (Call call : calls) {
      if (core.contains(call)) {
        left.add(call);
      } else if (call.operation() instanceof Operation.Write
          && !(call.outcome().orElse(null) instanceof Outcome.Refused)) {
        left.add(call.unanswered());
      }
    }
    return left;
  }

  private boolean answered(Call call) {
    return call.outcome().isPresent() && !(call.outcome().get() instanceof Outcome.Unknown);
  }

  private static int end(Call call) {
    return call.outcome().isPresent() ? call.ended() : -1;
  }

  private String text(Broken broken, List<Call> prefix, Set<Call> core, Call culprit) {
    List<Call> shown = prefix.stream().filter(core::contains).toList();
    List<Call> beside =
        prefix.stream()
            .filter(call -> !core.contains(call))
            .filter(call -> call.ended() > culprit.began())
            .filter(call -> answered(call) || call.operation() instanceof Operation.Write)
            .toList();
    StringBuilder text = new StringBuilder();
    text.append("NOT LINEARIZABLE: ").append(names(broken.keys())).append(": ");
    text.append(broken.reason()).append(".\n\n");
    List<Call> last =
        shown.stream()
            .sorted(Comparator.comparingInt(Call::ended).reversed())
            .limit(CORE_SHOWN)
            .sorted(Comparator.comparingInt(Call::began))
            .toList();
    if (last.size() < shown.size()) {
      text.append("  … and before these ").append(shown.size() - last.size()).append(" more\n");
    }
    text.append(Timeline.of(last)).append('\n');
    text.append(without(prefix, culprit));
    int others = prefix.size() - shown.size();
    if (others > 0) {
      text.append(
          "%d other calls before that one's end do not matter: whatever they did and were told.%n"
              .formatted(others));
    }
    if (!beside.isEmpty()) {
      text.append("Of these, not yet over when it began:\n\n");
      text.append(Timeline.of(beside.subList(0, Math.min(SHOWN, beside.size()))));
      text.append(beside.size() > SHOWN ? "  … and " + (beside.size() - SHOWN) + " more\n" : "");
    }
    return text.toString();
  }

  /** What could have been instead. */
  private String without(List<Call> prefix, Call culprit) {
    List<Call> rest = new ArrayList<>(prefix);
    rest.remove(culprit);
    String lead = "Without #" + culprit.id() + ", ";
    Linearizability.Finding finding = examine(rest);
    Map<Key, KeyState> left = new HashMap<>(finding.left());
    left.keySet().retainAll(Universe.keys(culprit.operation()));
    if (finding.broken().isPresent() || left.isEmpty()) {
      return "";
    }
    return new TreeMap<>(left)
        .entrySet().stream()
            .map(entry -> "'" + entry.getKey() + "' " + entry.getValue())
            .collect(
                Collectors.joining(
                    "; ", lead + "one order explains all before its end, and leaves ", ".\n"));
  }

  private static String names(Set<Key> keys) {
    List<Key> sorted = keys.stream().sorted().toList();
    String some =
        sorted.stream()
            .limit(SHOWN)
            .map(key -> "'" + key + "'")
            .collect(Collectors.joining(", ", sorted.size() == 1 ? "key " : "keys ", ""));
    return sorted.size() > SHOWN ? some + ", …" : some;
  }
}
