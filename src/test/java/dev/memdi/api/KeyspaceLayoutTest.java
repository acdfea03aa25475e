package dev.memdi.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceLayoutTest {
  private static KeyspaceLayout layout(String text) {
    return KeyspaceLayout.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default:8:sync", "default:1024:memory,a-b_C9:1:async"})
  void isReadAsItWasWritten(String text) {
    assertThat(layout(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "default", "default:8", "default:8:tape", "default:8:sync,", "a b:8:sync"})
  void whatIsSomethingElseIsNotRead(String text) {
    assertThat(KeyspaceLayout.parse(text)).isEmpty();
  }

  @Test
  void oneMayGoOnWhereTheOtherEnds() {
    KeyspaceLayout shorter = layout("default:8:sync");
    KeyspaceLayout longer = layout("default:8:sync,cache:4:memory");

    assertThat(shorter.conflict(longer, "there", "here")).isEmpty();
    assertThat(longer.conflict(shorter, "there", "here")).isEmpty();
    assertThat(longer.breakWith(shorter, "then", "now")).isEmpty();
    assertThat(shorter.breakWith(longer, "then", "now"))
        .hasValue("keyspace cache:4:memory is then and missing now");
  }

  @Test
  void theFirstDifferenceIsNamed() {
    assertThat(
            layout("default:8:sync,b:2:memory,a:4:memory")
                .conflict(layout("default:8:sync,a:4:memory"), "there", "here"))
        .hasValue("keyspace 2 is a:4:memory there and b:2:memory here");
  }
}
