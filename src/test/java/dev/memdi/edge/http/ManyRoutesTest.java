package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyRoutesTest extends HttpEdgeFixture {

  @Test
  void manyAreSetAndGotInTheirOrder() {
    Answer set =
        post(
            "/mset?ack=leader",
            "{\"sets\":[{\"key\":\"b\",\"value\":\"2\",\"ttl\":\"1m\"},"
                + "{\"keyBase64\":\"/w==\",\"valueBase64\":\"gA==\"}]}");
    set.isJson(
        200,
        "{\"results\":[{\"key\":\"b\",\"revision\":1,\"created\":true},"
            + "{\"keyBase64\":\"/w==\",\"revision\":1,\"created\":true}]}");
    assertThat(set.header("Memdi-Ack")).isEqualTo("leader");

    Answer got = post("/mget?read=local", "{\"keys\":[{\"keyBase64\":\"/w==\"},\"none\",\"b\"]}");
    got.isJson(
        200,
        "{\"results\":[{\"keyBase64\":\"/w==\",\"found\":true,\"valueBase64\":\"gA==\",\"revision\":1},"
            + "{\"key\":\"none\",\"found\":false},"
            + "{\"key\":\"b\",\"found\":true,\"value\":\"2\",\"revision\":1,\"ttlMillis\":60000}]}");
    assertThat(got.header("Memdi-Staleness-Millis")).isEqualTo("7");
  }

  @Test
  void aBatchIsDoneWhole() {
    put("/kv/%7Ba%7Dn", "x").is(201);
    post(
            "/batch",
            """
            {"conditions": [{"key": "{a}n", "revision": 1}, {"key": "{a}s", "exists": false}],
             "operations": [{"op": "set", "key": "{a}s", "value": "1", "ttl": "30s"},
                            {"op": "incr", "key": "{a}s"},
                            {"op": "delete", "key": "{a}n"}]}
            """)
        .isJson(
            200,
            "{\"results\":[{\"key\":\"{a}s\",\"revision\":2,\"created\":true},"
                + "{\"key\":\"{a}s\",\"value\":\"2\",\"revision\":2},"
                + "{\"key\":\"{a}n\",\"revision\":2,\"existed\":true}]}");
    post(
            "/batch",
            """
            {"conditions": [{"key": "{a}s", "holds": "2"}, {"key": "{a}s", "exists": true}],
             "operations": [{"op": "incr", "key": "{a}s", "by": -3},
                            {"op": "append", "key": "{a}t", "valueBase64": "AA=="}]}
            """)
        .is(200);
    assertThat(get("/kv/%7Ba%7Ds").text()).isEqualTo("-1");
  }

  @Test
  void aBatchWhoseConditionFailsIsNotDoneAtAll() {
    post(
            "/batch",
            """
            {"conditions": [{"key": "{a}x", "exists": true}],
             "operations": [{"op": "set", "key": "{a}y", "value": "1"}]}
            """)
        .isProblem(412, "condition-failed", "refused", "'{a}x'");
    get("/kv?count=true").isJson(200, "{\"count\":0}");
  }

  @Test
  void aBatchOverSeveralShardsIsRefusedWithTheReason() {
    post(
            "/batch",
            """
            {"operations": [{"op": "set", "key": "a", "value": "1"},
                            {"op": "set", "key": "b", "value": "1"}]}
            """)
        .isProblem(400, "cross-shard", "refused", "give them a common {hash tag}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /mget  | {"keys":[]}                | 400 | invalid | the body: 'keys' is empty
          /mget  | {"keys":"a"}               | 400 | invalid | the body: 'keys' is not an array
          /mget  | {"keys":["a","",""]}       | 400 | invalid | the key is empty
          /mget  | {"keys":["a",7]}           | 400 | invalid | keys[1] is not a JSON object
          /mget  | {"keys":[{"name":"a"}]}    | 400 | invalid | keys[0]: field 'key' is missing
          /mget  | {"keys":["\\udc00"]}        | 400 | invalid | keys[0] holds half of a surrogate pair
          /mget  | {"keys":["a","b","c","d"]} | 413 | too-large | keys has 4 elements, over the limit of 3
          /mget  | {"keys":["123456789012345678901234567890123"]} | 413 | too-large | the key of 33 bytes is over the limit of 32
          /mget  | {"keys":["a"],"read":"local"} | 400 | invalid | unknown field 'read'
          /mset  | {"sets":[{"key":"a"}]}     | 400 | invalid | sets[0]: field 'value' is missing
          /mset  | {"sets":[{"key":"a","value":"1","ttl":"-5s"}]} | 400 | invalid | ttl: '-5s' is not a duration
          /mset  | {"sets":[{"key":"a","value":"1","nx":true}]} | 400 | invalid | sets[0]: unknown field 'nx'
          /batch | {"operations":[]}          | 400 | invalid | 'operations' is empty
          /batch | {"operations":[{"op":"get","key":"a"}]} | 400 | invalid | operations[0]: 'op' is not set, delete, incr or append
          /batch | {"operations":[{"op":"incr","key":"a","by":1.5}]} | 400 | invalid | 'by' is not a signed 64-bit integer
          /batch | {"operations":[{"op":"incr","key":"a","by":9223372036854775808}]} | 400 | invalid | 'by' is not a signed 64-bit integer
          /batch | {"operations":[{"op":"delete","key":"a","value":"1"}]} | 400 | invalid | operations[0]: unknown field 'value'
          /batch | {"conditions":[{"key":"a"}],"operations":[{"op":"delete","key":"a"}]} | 400 | invalid | conditions[0]: exactly one of
          /batch | {"conditions":[{"key":"a","exists":true,"revision":1}],"operations":[{"op":"delete","key":"a"}]} | 400 | invalid | conditions[0]: exactly one of
          /batch | {"conditions":[{"key":"a","exists":1}],"operations":[{"op":"delete","key":"a"}]} | 400 | invalid | 'exists' is not true or false
          /batch | {"conditions":[{"key":"a","revision":-1}],"operations":[{"op":"delete","key":"a"}]} | 400 | invalid | 'revision' is negative
          """)
  void whatMakesNoSenseIsNamedWithItsPlace(
      String route, String body, int status, String type, String detail) {
    post(route, body).isProblem(status, type, "refused", detail);
    assertThat(router.requests).isEmpty();
  }

  @Test
  void aValueOfABatchHasTheLimitOfAnyValue() {
    post("/mset", "{\"sets\":[{\"key\":\"a\",\"value\":\"" + "x".repeat(1025) + "\"}]}")
        .isProblem(
            413, "too-large", "refused", "the value of 1025 bytes is over the limit of 1024");
  }
}
