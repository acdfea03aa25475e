package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final Assurance NOW = new Assurance.Linearizable();
  private static final long ANY = Long.MAX_VALUE;

  @Test
  void pagesOfAllShardsAreOnePageInOrder() {
    assertThat(scan(10, ANY, page(false, "a", "d"), page(false, "b", "c"))).isEqualTo("a b c d");
    assertThat(scan(3, ANY, page(false, "a", "d"), page(false, "b", "c"))).isEqualTo("a b c …");
  }

  /** Behind it there may be keys that come before those of another shard. */
  @Test
  void whereAShardsPageEndedEarlyTheWholeEndsToo() {
    assertThat(scan(10, ANY, page(true, "a", "c"), page(false, "b", "d", "e")))
        .isEqualTo("a b c …");
    assertThat(scan(10, ANY, page(true, "c"), page(true, "b"))).isEqualTo("b …");
  }

  @Test
  void aPageEndsWithItsBytesButHasOneEntryAtLeast() {
    assertThat(scan(10, 80, page(false, "a", "d"), page(false, "b"))).isEqualTo("a b …");
    assertThat(scan(10, 1, page(false, "a", "d"), page(false, "b"))).isEqualTo("a …");
    assertThat(scan(10, 1, page(false, "a"), page(false))).isEqualTo("a");
  }

  @Test
  void valuesOfManyKeysThatAreTooMuchTogetherAreRefused() {
    Result one =
        new Result.Many(
            List.of(new Result.Found(Bytes.utf8("x"), new Revision(1), Optional.empty())));
    Operation many = new Operation.GetMany(List.of(Key.utf8("a"), Key.utf8("b")));
    assertThat(gather(many, 49, one, one))
        .isEqualTo(new Outcome.Refused(new Refusal.TooLarge("the answer", 50, 49)));
    assertThat(gather(many, 50, one, one)).isInstanceOf(Outcome.Done.class);
  }

  private static Result page(boolean more, String... keys) {
    return new Result.Page(
        Stream.of(keys)
            .map(key ->
                new Result.Entry(Key.utf8(key), Bytes.EMPTY, new Revision(1), Optional.empty()))
            .toList(),
        more);
  }

  private static String scan(int limit, long bytes, Result... pages) {
    Operation scan = new Operation.Scan(Bytes.EMPTY, Optional.empty(), limit);
    Result.Page page = (Result.Page) ((Outcome.Done) gather(scan, bytes, pages)).result();
    List<String> keys =
        new ArrayList<>(page.entries().stream().map(entry -> entry.key().toString()).toList());
    if (page.more()) {
      keys.add("…");
    }
    return String.join(" ", keys);
  }

  private static Outcome gather(Operation operation, long bytes, Result... results) {
    List<ShardRouter.Part> parts = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      parts.add(new ShardRouter.Part(i, operation, List.of(i)));
    }
    List<Outcome> outcomes = new ArrayList<>();
    Gathering gathering = Gathering.of(operation, parts, bytes, outcomes::add);
    for (int i = 0; i < results.length; i++) {
      gathering.arrived(i, new Outcome.Done(results[i], NOW));
    }
    return outcomes.getFirst();
  }
}
