package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterRoutesTest extends HttpEdgeFixture {

  @Test
  void theStatusTellsOfThisNode() {
    get("/status")
        .isJson(
            200,
            "{\"node\":\"n1\",\"incarnation\":\"feed\",\"version\":\"0.1.0\",\"uptimeMillis\":1234,"
                + "\"ready\":true,\"readiness\":\"serving\",\"shards\":[{\"shard\":0,\"keyspace\":\"default\","
                + "\"role\":\"leader\",\"recall\":\"complete\",\"term\":3,"
                + "\"votedFor\":{\"node\":\"n1\",\"incarnation\":\"feed\"},"
                + "\"leader\":{\"node\":\"n1\",\"incarnation\":\"feed\"},"
                + "\"commitIndex\":41,\"appliedIndex\":40,\"lastIndex\":42,\"keys\":7,\"peers\":["
                + "{\"node\":\"n1\",\"incarnation\":\"feed\",\"voter\":true,\"lag\":0},"
                + "{\"node\":\"n2:25521\",\"incarnation\":\"ffffffffffffffff\",\"voter\":false,"
                + "\"lag\":null}]}]}");
  }

  @Test
  void theClusterIsItsNodesAndItsShards() {
    get("/cluster")
        .isJson(
            200,
            "{\"nodes\":[{\"node\":\"n1\",\"incarnation\":\"feed\",\"address\":\"127.0.0.1:25521\","
                + "\"http\":\"127.0.0.1:3001\",\"state\":\"up\",\"reachable\":true},"
                + "{\"node\":\"n2:25521\",\"incarnation\":\"ffffffffffffffff\","
                + "\"address\":\"127.0.0.1:25522\",\"http\":null,\"state\":\"leaving\","
                + "\"reachable\":false}],\"shards\":[{\"shard\":0,\"keyspace\":\"default\","
                + "\"leader\":{\"node\":\"n1\",\"incarnation\":\"feed\"},\"term\":3,"
                + "\"commitIndex\":41,\"replicas\":[{\"node\":\"n2:25521\","
                + "\"incarnation\":\"ffffffffffffffff\",\"voter\":false,\"lag\":null}]}]}");
  }

  @Test
  void whatWasLostIsListedAndWhoDidNotAnswerIsNamed() {
    get("/cluster/losses")
        .isJson(
            200,
            "{\"nodes\":[{\"node\":\"n1\",\"incarnation\":\"feed\",\"lost\":1,\"dropped\":0,"
                + "\"writes\":[{\"shard\":0,\"keyspace\":\"default\",\"key\":\"color\",\"revision\":17,\"state\":\"lost\","
                + "\"removedAt\":\"2023-11-14T22:13:20Z\",\"why\":\"n1 leads\"},"
                + "{\"shard\":0,\"keyspace\":\"default\",\"keyBase64\":\"/w==\",\"revision\":18,\"state\":\"undecided\","
                + "\"removedAt\":\"2023-11-14T22:13:20.001Z\","
                + "\"why\":\"a snapshot may hold it\"}]}],"
                + "\"silent\":[{\"node\":\"n2:25521\",\"incarnation\":\"ffffffffffffffff\"}]}");
    administration.silent = true;
    get("/cluster/losses").isProblem(503, "unavailable", "refused", "no cluster yet");
  }

  @Test
  void theShardOfAKeyIsTold() {
    get("/cluster/shards?key=%7Bc%7Dat")
        .isJson(
            200,
            "{\"shard\":0,\"keyspace\":\"default\",\"leader\":{\"node\":\"n1\",\"incarnation\":\"feed\"},\"term\":3,"
                + "\"commitIndex\":41,\"replicas\":[{\"node\":\"n2:25521\","
                + "\"incarnation\":\"ffffffffffffffff\",\"voter\":false,\"lag\":null}]}");
    get("/cluster/shards?key=a")
        .isJson(
            200,
            "{\"shard\":1,\"keyspace\":\"default\",\"leader\":null,\"term\":0,\"commitIndex\":0,\"replicas\":[]}");
    get("/cluster/shards").isProblem(400, "invalid", "refused", "'key' is missing");
    get("/cluster/shards?key=").isProblem(400, "invalid", "refused", "the key is empty");
  }

  @Test
  void leadershipIsHandedOver() {
    post("/cluster/shards/0/leader?node=n1", "")
        .isJson(202, "{\"message\":\"n1 leads shard 0 already\"}");
    post("/cluster/shards/9/leader?node=n1", "")
        .isProblem(404, "not-found", "refused", "there is no shard 9");
    post("/cluster/shards/0/leader?node=n2%3A25521", "")
        .isProblem(409, "impossible", "refused", "a learner");
    post("/cluster/shards/x/leader?node=n1", "")
        .isProblem(400, "invalid", "refused", "'x' is not the number of a shard");
    post("/cluster/shards/0/leader", "").isProblem(400, "invalid", "refused", "'node' is missing");
  }

  @Test
  void aNodeIsRemoved() {
    delete("/cluster/nodes/n2:25521")
        .isJson(202, "{\"message\":\"1 of 2 shards still have n2:25521\"}");
    delete("/cluster/nodes/n2%3a25521").is(202);
    delete("/cluster/nodes/n3").isProblem(404, "not-found", "refused", "there is no node n3");
  }

  @Test
  void aClusterThatDoesNotAnswerIsSaidNotTo() {
    administration.silent = true;
    get("/status?timeout=1ms").isProblem(503, "unavailable", "refused", "not within 1ms");
    get("/cluster").isProblem(503, "unavailable", "refused", "no cluster yet");
    post("/cluster/shards/0/leader?node=n1&timeout=1ms", "")
        .isProblem(504, "unknown", "unknown", "not within 1ms");
  }

  @Test
  void aNodeLivesBeforeItIsReady() {
    administration.ready = false;
    get("/health/live").isJson(200, "{\"status\":\"live\"}");
    get("/health/ready").isProblem(503, "not-ready", "refused", "shard 0 has no leader");
    administration.ready = true;
    get("/health/ready").isJson(200, "{\"status\":\"ready\"}");
    administration.silent = true;
    get("/health/ready?timeout=1ms").isProblem(503, "not-ready", "refused", "did not answer");
  }

  @Test
  void theMetricsTellOfRequestsByRouteAndOutcome() {
    put("/kv/a", "1").is(201);
    put("/kv/a", "1", "If-None-Match", "*").is(412);
    get("/nowhere").is(404);

    Answer metrics = get("/metrics").is(200);
    assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.text())
        .contains("method=\"PUT\",outcome=\"done\",route=\"/kv/{key}\"")
        .contains("method=\"PUT\",outcome=\"condition-failed\",route=\"/kv/{key}\"")
        .contains("method=\"none\",outcome=\"no-such-route\",route=\"none\"")
        .contains("memdi_http_watches");
  }

  @Test
  void metersOfOthersAreServedToo() {
    meters.counter("memdi.test.things").increment(3);
    assertThat(get("/metrics").text()).contains("memdi_test_things_total 3.0");
  }
}
