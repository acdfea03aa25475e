package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an operation may come to, as its client sees it. */
class RefusalsTest extends HttpEdgeFixture {

  static Stream<Arguments> refusals() {
    Key key = Key.utf8("k");
    return Stream.of(
        Arguments.of(new Refusal.ConditionFailed(key, new Revision(7)), 412, "condition-failed"),
        Arguments.of(new Refusal.NotAnInteger(key), 422, "not-an-integer"),
        Arguments.of(new Refusal.Overflow(key), 422, "overflow"),
        Arguments.of(new Refusal.TooLarge("the value", 9, 8), 413, "too-large"),
        Arguments.of(new Refusal.CrossShard(), 400, "cross-shard"),
        Arguments.of(
            new Refusal.AckUnavailable(Ack.DISK, "there is no log on disk"),
            422,
            "ack-unavailable"),
        Arguments.of(new Refusal.Busy("the leader's queue"), 429, "busy"),
        Arguments.of(new Refusal.Unavailable("no leader"), 503, "unavailable"),
        Arguments.of(new Refusal.Invalid("nonsense"), 400, "invalid"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void everyRefusalHasItsStatusAndItsType(Refusal refusal, int status, String type) {
    router.next(refusal);

    Answer answer = put("/kv/k", "v").isProblem(status, type, "refused", refusal.message());

    boolean again = refusal instanceof Refusal.Busy || refusal instanceof Refusal.Unavailable;
    assertThat(answer.header("Retry-After")).isEqualTo(again ? "1" : "");
    assertThat(answer.header("Memdi-Ack")).isEmpty();
  }

  @Test
  void aProblemIsTheseFieldsAndNoOthers() {
    router.next(new Refusal.ConditionFailed(Key.utf8("k"), new Revision(7)));
    assertThat(delete("/kv/k").text())
        .isEqualTo(
            "{\"type\":\"urn:memdi:condition-failed\",\"title\":\"The condition does not hold\","
                + "\"status\":412,\"detail\":\"the condition on key 'k' does not hold: it is at"
                + " revision 7\",\"outcome\":\"refused\",\"revision\":7}\n");
    router.next(new Refusal.Unavailable("no leader"));
    assertThat(get("/kv/k").text())
        .isEqualTo(
            "{\"type\":\"urn:memdi:unavailable\",\"title\":\"Nobody can serve it now\","
                + "\"status\":503,\"detail\":\"no leader\",\"outcome\":\"refused\"}\n");
  }

  @Test
  void whatMayHaveBeenDoneIsSaidToBeUnknown() {
    router.next(new Outcome.Unknown("no answer within 5s"));
    put("/kv/k", "v").isProblem(504, "unknown", "unknown", "no answer within 5s");
  }

  @Test
  void anErrorOfTheServersLeavesTheOutcomeUnknown() {
    router.next(new Outcome.Done(new Result.Counted(1), new Assurance.Linearizable()));
    put("/kv/k", "v").isProblem(500, "internal", "unknown", "an error of the server's");
  }
}
