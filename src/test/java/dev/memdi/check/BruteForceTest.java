package dev.memdi.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On tiny histories, good and bad, the checker says what trying everything says. */
class BruteForceTest {
  /** More with -Dmemdi.check.tiny=…: rare disagreements have shown up once in 50,000. */
  private static final int HISTORIES = Integer.getInteger("memdi.check.tiny", 1_000);

  @ParameterizedTest
  @CsvSource({
    "5, false, false, true", "7, false, false, true", "6, false, true, true",
    "5, true, false, true", "6, true, false, true", "5, true, true, true",
    "7, false, false, false", "6, false, true, false", "6, true, false, false"
  })
  void agrees(int calls, boolean two, boolean mortal, boolean revisions) {
    int bad = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      TinyHistory tiny = new TinyHistory(random, calls, two, mortal, revisions);
      List<Event> events = tiny.good();
      assertAgree(seed, new History(events), true, revisions);
      for (int lies = 0; lies < 2; lies++) {
        events = tiny.mutated(events);
        bad += assertAgree(seed, new History(events), false, revisions) ? 0 : 1;
      }
    }
    assertTrue(bad > HISTORIES / 4 && bad < HISTORIES * 7 / 4, bad + " bad ones");
  }

  private static boolean assertAgree(int seed, History history, boolean good, boolean revisions) {
    Rules exact = Rules.STRICT.withSlack(Duration.ZERO, 0);
    Rules rules = revisions ? exact : exact.withoutRevisions();
    boolean accepted = accepts(history, rules);
    boolean strict = BruteForce.accepts(history, revisions, true);
    boolean loose = strict || BruteForce.accepts(history, revisions, false);
    if (good) {
      assertTrue(strict, () -> "brute force rejects a good one, seed " + seed + text(history));
    }
    if (strict || !loose) {
      assertEquals(strict, accepted, () -> "seed " + seed + text(history));
    }
    return loose;
  }

  /** The search alone: the revisions of the whole shard are not what is compared. */
  private static boolean accepts(History history, Rules rules) {
    List<Call> calls = history.calls();
    Translation translation = new Translation(calls, new Universe(calls, rules), rules);
    return translation.misfits.isEmpty()
        && KeyGroups.of(translation.tasks, translation.universe.size()).stream()
            .allMatch(group ->
                new Search(group.tasks(), group.keys().size(), rules, rules.steps()).run()
                    instanceof Search.Result.Explained);
  }

  private static String text(History history) {
    return history.calls().stream()
        .map(call ->
            "%n#%d %d..%d (%d..%d ms) %s → %s"
                .formatted(
                    call.id(),
                    call.began(),
                    call.ended(),
                    call.invokedAt() / 1_000_000,
                    call.completedAt() / 1_000_000,
                    RecordText.print(call.operation()),
                    call.outcome().map(RecordText::print).orElse("…")))
        .collect(Collectors.joining());
  }
}
