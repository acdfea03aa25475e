package dev.memdi.edge.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

/** An application may have its own dispatcher run the data path: connections have threads then. */
class OtherExecutorTest extends HttpEdgeFixture {
  @Override
  Config config() {
    return ConfigFactory.parseString("memdi-dispatcher.executor = fork-join-executor");
  }

  @Test
  void itIsServedAsEver() {
    put("/kv/a", "1").is(201);
    get("/kv/a").is(200);
  }
}
