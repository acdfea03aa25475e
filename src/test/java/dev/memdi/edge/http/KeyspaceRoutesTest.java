package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.routing.Routers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyspaceRoutesTest extends HttpEdgeFixture {
  private final InMemoryRouter cache = InMemoryRouter.cache();

  @Override
  Routers routers() {
    return new Routers(List.of(router, cache));
  }

  @BeforeEach
  void emptyTheCache() {
    cache.reset();
  }

  @Test
  void aKeyIsInTheKeyspaceThatIsNamed() {
    put("/kv/a?keyspace=cache", "there").is(201);
    put("/kv/a", "here").is(201);

    assertThat(get("/kv/a?keyspace=cache").text()).isEqualTo("there");
    assertThat(get("/kv/a").text()).isEqualTo("here");
    assertThat(get("/kv/a?keyspace=default").text()).isEqualTo("here");
  }

  @Test
  void whereARequestSaysNothingItsKeyspaceDoes() {
    put("/kv/a?keyspace=cache", "1").is(201);
    assertThat(cache.lastRequest().ack()).isEqualTo(Ack.LEADER);
    get("/kv/a?keyspace=cache").is(200);
    assertThat(cache.lastRequest().consistency()).isEqualTo(Consistency.LOCAL);
    get("/kv/a?keyspace=cache&read=linearizable").is(200);
    assertThat(cache.lastRequest().consistency()).isEqualTo(Consistency.LINEARIZABLE);
    put("/kv/a", "1").is(201);
    assertThat(router.lastRequest().ack()).isEqualTo(Ack.QUORUM);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /kv/a",
    "HEAD, /kv/a",
    "PUT, /kv/a",
    "DELETE, /kv/a",
    "POST, /kv/a/incr",
    "POST, /kv/a/append",
    "POST, /kv/a/cas",
    "GET, /kv",
    "GET, /watch",
    "POST, /batch",
    "POST, /mget",
    "POST, /mset",
    "POST, /set/a",
    "GET, /get/a",
    "GET, /cluster/shards"
  })
  void oneThatThereIsNotIsNamed(String method, String path) {
    Answer answer =
        send(method, path + "?keyspace=cahce" + (path.endsWith("shards") ? "&key=a" : ""), "");

    if (method.equals("HEAD")) {
      answer.is(400);
    } else {
      answer.isProblem(400, "no-such-keyspace", "refused", "there is no keyspace 'cahce'");
    }
    assertThat(router.requests).isEmpty();
    assertThat(cache.requests).isEmpty();
  }

  @Test
  void aKeysShardHasItsNumberInTheCluster() {
    get("/cluster/shards?keyspace=cache&key=a")
        .isJson(
            200,
            "{\"shard\":4,\"keyspace\":\"cache\",\"leader\":null,\"term\":0,\"commitIndex\":0,"
                + "\"replicas\":[]}");
  }

  @Test
  void aShardIsCopiedByItsNumberInTheCluster() {
    get("/cluster/shards/5/copy").is(200);
    get("/cluster/shards/6/copy").isProblem(404, "not-found", "refused", "there is no shard 6");
  }

  @Test
  void theKeyspacesAreListed() {
    get("/cluster/keyspaces")
        .isJson(
            200,
            "{\"keyspaces\":[{\"keyspace\":\"default\",\"firstShard\":0,\"shards\":3,"
                + "\"durability\":\"sync\",\"onMajorityLoss\":\"wait\",\"ack\":\"quorum\","
                + "\"read\":\"linearizable\"},{\"keyspace\":\"cache\",\"firstShard\":3,"
                + "\"shards\":3,\"durability\":\"memory\",\"onMajorityLoss\":\"wait\","
                + "\"ack\":\"leader\",\"read\":\"local\"}]}");
  }
}
