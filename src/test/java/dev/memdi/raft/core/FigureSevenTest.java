package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new leader and the logs that it may find (Raft paper, figure 7). */
@Tag("raft-figure-7")
class FigureSevenTest {
  @Test
  void everyLogBecomesTheLeaders() {
    Scene scene = new Scene(SafetyRules.RAFT, (host, before, input, step) -> {});
    Configuration all = Given.voters("a", "b", "c", "d", "e", "f", "l");
    scene.start("l", all, 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
    scene.start("a", all, 7, 1, 1, 1, 4, 4, 5, 5, 6, 6);
    scene.start("b", all, 7, 1, 1, 1, 4);
    scene.start("c", all, 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6);
    scene.start("d", all, 7, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7);
    scene.start("e", all, 7, 1, 1, 1, 4, 4, 4, 4);
    scene.start("f", all, 7, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3);

    scene.elect("l");
    scene.host("l").tell(new Input.Beat());
    scene.deliver();

    List<Entry> leaders = entries(scene.host("l"));
    assertThat(leaders).hasSize(11);
    assertThat(scene.hosts())
        .allSatisfy(host -> assertThat(entries(host)).isEqualTo(leaders))
        .allSatisfy(host -> assertThat(host.core().commit()).isEqualTo(11));
  }

  private static List<Entry> entries(Host host) {
    return host.core().log().entriesFrom(1, Long.MAX_VALUE);
  }
}
