package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Each rule, bent, does the harm that it exists to prevent: what {@code bent} shows, the sound
 * rules do not. The rules of the actor are bent in {@link StoreTest}.
 */
class StoreRulesTest {
  private static final Operation.Write PLUS_ONE = new Operation.Increment(key("n"), 1);

  /** Runs a scenario under sound rules and under bent ones. */
  private interface Scenario<T> {
    T run(StoreRules rules);
  }

  @Test
  void answersRepeatsFromKept() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean answersRepeatsFromKept(Outcome kept) {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(1, 1, 1, PLUS_ONE);
          shard.apply(1, 1, 1, PLUS_ONE);
          return shard.get("n");
        });
  }

  @Test
  void keepsRefusals() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean keepsRefusals() {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          Operation.Write ifPresent =
              new Operation.Set(key("a"), bytes("2"), Expiry.NEVER, Condition.PRESENT);
          shard.apply(1, 1, 1, ifPresent);
          shard.apply(1, 1, 2, set("a", "1"));
          shard.apply(1, 1, 1, ifPresent);
          return shard.get("a");
        });
  }

  @Test
  void trimBelow() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public long trimBelow(long floor) {
            return floor + 1;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(1, 1, 2, PLUS_ONE);
          shard.apply(1, 2, 2, PLUS_ONE);
          return shard.get("n");
        });
  }

  @Test
  void ignoresBelowFloor() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean ignoresBelowFloor() {
            return false;
          }
        };
    differ(
        bent,
        "2",
        "3",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(1, 1, 1, PLUS_ONE);
          shard.apply(1, 2, 2, PLUS_ONE);
          shard.apply(1, 1, 1, PLUS_ONE);
          return shard.get("n");
        });
  }

  @Test
  void closedStaysClosed() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean closedStaysClosed() {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(1, 1, 1, PLUS_ONE);
          shard.forget(1);
          shard.apply(1, 1, 1, PLUS_ONE);
          return shard.get("n");
        });
  }

  @Test
  void sessionsTravelInImages() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean sessionsTravelInImages() {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(1, 1, 1, PLUS_ONE);
          TestShard copy = shard.copy(rules);
          copy.apply(1, 1, 1, PLUS_ONE);
          return copy.get("n");
        });
  }

  @Test
  void deadline() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public long deadline(long stampMillis, long ttlMillis) {
            return ttlMillis;
          }
        };
    differ(
        bent,
        1050L,
        50L,
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.at(1000).apply(set("a", "1", 50));
          return shard.state.nextDeadline();
        });
  }

  @Test
  void due() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean due(long deadlineMillis, long stampMillis) {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "6",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(set("n", "5", 50));
          shard.at(50).apply(PLUS_ONE);
          return shard.at(0).get("n");
        });
  }

  @Test
  void expiresUntil() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public long expiresUntil(long untilMillis, long stampMillis) {
            return untilMillis;
          }
        };
    differ(
        bent,
        1L,
        0L,
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(set("a", "1", 50));
          shard.at(49).expire(50);
          return shard.state.keys();
        });
  }

  @Test
  void undoesPartOfBatch() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean undoesPartOfBatch() {
            return false;
          }
        };
    differ(
        bent,
        null,
        "1",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(
              new Operation.Batch(
                  List.of(),
                  List.of(set("a", "1"), new Operation.Delete(key("b"), Condition.PRESENT))));
          return shard.get("a");
        });
  }

  @Test
  void undoesPartOfStep() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean undoesPartOfStep() {
            return false;
          }
        };
    differ(
        bent,
        null,
        "1",
        rules -> {
          TestShard shard = new TestShard(rules);
          Operation.Batch impossible =
              new Operation.Batch(
                  List.of(),
                  List.of(set("a", "1"), new Operation.Delete(key("b"), Condition.PRESENT)));
          shard.apply(new Operation.Steps(List.of(), List.<Step>of(new Step.Together(impossible))));
          return shard.get("a");
        });
  }

  @Test
  void holdsStepsToChecks() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean holdsStepsToChecks() {
            return false;
          }
        };
    differ(
        bent,
        null,
        "1",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(
              new Operation.Steps(
                  List.of(new Operation.Check(key("b"), Condition.PRESENT)),
                  List.<Step>of(new Step.Make(set("a", "1")))));
          return shard.get("a");
        });
  }

  @Test
  void skipsApplied() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean skipsApplied() {
            return false;
          }
        };
    differ(
        bent,
        "1",
        "2",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.entryAt(1, TestShard.burst(1, 1, 1, PLUS_ONE));
          // As another operation, or the session would stand in the way.
          shard.entryAt(1, TestShard.burst(1, 1, 2, PLUS_ONE));
          return shard.get("n");
        });
  }

  @Test
  void keepsNewerState() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean keepsNewerState() {
            return false;
          }
        };
    differ(
        bent,
        "2",
        "1",
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(set("a", "1"));
          Image old = shard.capture(100);
          shard.apply(set("a", "2"));
          shard.state.install(old);
          return shard.get("a");
        });
  }

  @Test
  void installReplacesAll() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean installReplacesAll() {
            return false;
          }
        };
    differ(
        bent,
        null,
        "1",
        rules -> {
          TestShard behind = new TestShard(rules);
          behind.apply(set("a", "1"));
          TestShard ahead = new TestShard(rules);
          ahead.apply(set("a", "1"));
          ahead.apply(Operation.Delete.of(key("a")));
          behind.state.install(ahead.capture(100));
          return behind.get("a");
        });
  }

  @Test
  void historyRestartsAtInstall() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean historyRestartsAtInstall() {
            return false;
          }
        };
    differ(
        bent,
        true,
        false,
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(set("a", "1"));
          return shard.copy(rules).state.changes(bytes(""), 1, 100).gap();
        });
  }

  @Test
  void revisionsStayWhole() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean revisionsStayWhole() {
            return false;
          }
        };
    differ(
        bent,
        2,
        1,
        rules -> {
          TestShard shard = new TestShard(rules);
          shard.apply(new Operation.SetMany(List.of(set("a", "1"), set("b", "1"))));
          return shard.state.changes(bytes(""), 1, 1).events().size();
        });
  }

  @Test
  void showsEveryChange() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean showsEveryChange() {
            return false;
          }
        };
    differ(
        bent,
        2L,
        1L,
        rules -> {
          TestStore store = new TestStore(rules, StoreBounds.DEFAULT);
          store.apply(0, set("a", "1"));
          assertThat(store.showcase.look()).as("to anybody who has not looked").isNull();
          store.read(1, new Operation.Get(key("a")), 0);
          assertThat(store.showcase.look()).isNotNull();
          store.apply(0, set("a", "2"));
          return Optional.ofNullable(store.showcase.look()).orElseThrow().appliedIndex();
        });
  }

  /** A rule that is added gets a test of its name, here or in {@link StoreTest}. */
  @Test
  void everyRuleIsBentSomewhere() {
    Set<String> bent = new TreeSet<>();
    for (Class<?> test : List.of(StoreRulesTest.class, StoreTest.class)) {
      Arrays.stream(test.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Test.class))
          .forEach(method -> bent.add(method.getName()));
    }
    assertThat(StoreRules.class.getDeclaredMethods())
        .extracting(method -> method.getName())
        .isSubsetOf(bent);
  }

  private static <T> void differ(StoreRules bent, T sound, T harm, Scenario<T> scenario) {
    assertThat(scenario.run(StoreRules.SOUND)).isEqualTo(sound);
    assertThat(scenario.run(bent)).isEqualTo(harm);
  }
}
