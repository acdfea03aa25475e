package dev.memdi.cli;

import com.typesafe.config.ConfigFactory;
import dev.memdi.Memdi;
import dev.memdi.config.Settings;
import dev.memdi.edge.http.HttpEdge;
import dev.memdi.link.LoopExecutor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;

/** HTTP for a node of a test kit, which has none, until its actor system ends. */
final class HttpOf {
  private static final Settings SETTINGS =
      Settings.from(
          ConfigFactory.parseString(
              """
              memdi { node.http { host = "127.0.0.1", port = 0 }, requests.timeout = 1m }
              """));

  private HttpOf() {}

  /** Where it is served. */
  static String url(Memdi node) throws Exception {
    int port =
        HttpEdge.serve(
                node.system(),
                LoopExecutor.threadsOf(node.system()).toCompletableFuture().join(),
                SETTINGS,
                node.routers(),
                node.administration(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS)
            .getPort();
    return "http://127.0.0.1:" + port;
  }
}
