package dev.memdi.check;

import dev.memdi.api.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges a history: is there an order of its calls, each put at one point between its invocation
 * and its completion, in which a memdi that does one thing after the other would have given the
 * same answers? (Herlihy and Wing, 1990.) What is not promised to be linearizable is held to less:
 * see {@link Translation}.
 */
public final class Linearizability {
  private Linearizability() {}

  /** Judges a history of one shard, in which times to live are exact to a millisecond. */
  public static Verdict check(History history) {
    return check(history, Rules.STRICT);
  }

  public static Verdict check(History history, Rules rules) {
    List<Call> calls = history.calls();
    Universe universe = new Universe(calls, rules);
    Finding finding = examine(calls, universe, key -> true, rules);
    if (finding.broken().isPresent()) {
      return new Explanation(universe, rules).of(finding.broken().get());
    } else if (!finding.givenUp().isEmpty()) {
      return new Verdict.Undecided(
          finding.givenUp(),
          "no order of the calls on %s was found in %d steps, nor was it shown that there is none"
              .formatted(finding.givenUp(), finding.statistics().steps()));
    }
    return new Verdict.Ok(finding.statistics());
  }

  /**
   * What an examination found.
   *
   * @param givenUp keys of groups on which the search ran out of steps
   * @param left for the keys of groups that can be explained, a state they can be left in
   */
  record Finding(
      Optional<Broken> broken,
      Set<Key> givenUp,
      Map<Key, KeyState> left,
      Verdict.Statistics statistics) {}

  /**
   * Examines what some calls of a history whose keys are {@code universe} did to those in scope.
   */
  static Finding examine(List<Call> calls, Universe universe, Predicate<Key> scope, Rules rules) {
    Translation translation = new Translation(calls, universe, rules);
    translation.tasks.removeIf(task -> !scope.test(universe.key(task.keys[0])));
    List<KeyGroups.Group> groups = KeyGroups.of(translation.tasks, translation.universe.size());
    Optional<Broken> broken =
        misfit(translation)
            .or(() -> StaleReads.judge(calls, translation.stale, rules))
            .or(() ->
                rules.revisions()
                    ? RevisionOrder.judge(translation.tasks, translation.universe)
                    : Optional.empty());
    Map<Key, KeyState> left = new HashMap<>();
    Set<Key> givenUp = new TreeSet<>();
    long steps = 0;
    for (KeyGroups.Group group : groups) {
      if (broken.isPresent()) {
        break;
      }
      // One group that is too hard should not keep the others from being judged.
      long budget = Math.max(rules.steps() - steps, rules.steps() / 10);
      Search search = new Search(group.tasks(), group.keys().size(), rules, budget);
      switch (search.run()) {
        case Search.Result.Explained explained -> {
          for (int i = 0; i < group.keys().size(); i++) {
            left.put(translation.universe.key(group.keys().get(i)), explained.state().get(i));
          }
        }
        case Search.Result.GivenUp undecided -> givenUp.addAll(keys(group, translation));
        case Search.Result.Impossible impossible -> {
          List<Call> concerned = group.tasks().stream().map(task -> task.call).distinct().toList();
          broken =
              Optional.of(
                  new Broken(
                      keys(group, translation),
                      concerned,
                      "no order of these calls explains their answers"));
        }
      }
      steps += search.steps();
    }
    broken = broken.map(one -> one.within(groups, translation.universe));
    return new Finding(broken, givenUp, left, statistics(calls, translation, groups, steps));
  }

  private static Optional<Broken> misfit(Translation translation) {
    return translation.misfits.entrySet().stream()
        .findFirst()
        .map(entry ->
            new Broken(
                Set.copyOf(Universe.keys(entry.getKey().operation())),
                List.of(entry.getKey()),
                entry.getValue()));
  }

  private static Set<Key> keys(KeyGroups.Group group, Translation translation) {
    return group.keys().stream().map(translation.universe::key).collect(Collectors.toSet());
  }

  private static Verdict.Statistics statistics(
      List<Call> calls, Translation translation, List<KeyGroups.Group> groups, long steps) {
    long required =
        translation.tasks.stream().filter(Task::required).map(task -> task.call).distinct().count();
    long optional =
        translation.tasks.stream()
            .filter(task -> !task.required())
            .map(task -> task.call)
            .distinct()
            .count();
    return new Verdict.Statistics(
        calls.size(),
        (int) required,
        (int) optional,
        translation.stale.size(),
        translation.dropped,
        translation.split,
        translation.unchecked,
        groups.size(),
        groups.stream().mapToInt(group -> group.tasks().size()).max().orElse(0),
        steps);
  }
}
