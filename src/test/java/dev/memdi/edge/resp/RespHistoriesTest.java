package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.MachineClock;
import dev.memdi.Memdi;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import dev.memdi.check.History;
import dev.memdi.check.Linearizability;
import dev.memdi.check.Rules;
import dev.memdi.check.Verdict;
import dev.memdi.config.Settings;
import dev.memdi.link.LoopExecutor;
import dev.memdi.routing.HashSlot;
import dev.memdi.routing.Placement;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients of the Redis protocol see of pipelines and transactions is linearizable. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RespHistoriesTest {
  private static final int PROGRESS = 400;
  private static final int SHARDS = 4;

  @Test
  void pipelinesAndTransactionsAreLinearizableThoughLeadersDie() throws Exception {
    try (RespNode nodes = RespNode.start(3);
        RecordedClients clients = new RecordedClients(() -> any(nodes))) {
      for (int round = 0; round < 3; round++) {
        clients.awaitProgress(PROGRESS);
        int leader = nodes.cluster().leaderOf(Key.utf8("k" + round));
        nodes.kill(leader);
        clients.awaitProgress(PROGRESS);
        nodes.restart(leader);
      }
      clients.awaitProgress(PROGRESS);
      assertThat(judge(clients.history()).orFail().required()).isGreaterThan(PROGRESS);
    }
  }

  private static int any(RespNode nodes) {
    while (true) {
      int node = ThreadLocalRandom.current().nextInt(nodes.cluster().size());
      if (nodes.serves(node)) {
        return nodes.port(node);
      }
    }
  }

  private static Verdict judge(History history) {
    Rules rules =
        Rules.STRICT
            .withoutRevisions()
            .withShards(key -> HashSlot.shardOf(HashSlot.of(key), SHARDS));
    return Linearizability.check(history, rules);
  }

  @Test
  void aTransactionThatIsTakenApartIsNoticed() throws Exception {
    assertThat(judgeWith(RespHistoriesTest::takenApart)).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void aWatchThatIsNotHeldToIsNoticed() throws Exception {
    assertThat(judgeWith(RespHistoriesTest::unchecked)).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void withoutABugTheSameRunIsJudgedRight() throws Exception {
    assertThat(judgeWith(right -> right)).isInstanceOf(Verdict.Ok.class);
  }

  /** What clients see of an edge that does its writes by such a router. */
  private static Verdict judgeWith(UnaryOperator<Router> bug) throws Exception {
    try (RespNode nodes = RespNode.start(1)) {
      Memdi node = nodes.cluster().node(0);
      Settings settings =
          Settings.from(
              ConfigFactory.empty()
                  .withValue("memdi.node.resp.enabled", ConfigValueFactory.fromAnyRef(true))
                  .withValue("memdi.node.resp.port", ConfigValueFactory.fromAnyRef(0))
                  .withFallback(node.system().settings().config()));
      int port =
          RespEdge.serve(
                  node.system(),
                  LoopExecutor.ownThreads(node.system()),
                  settings,
                  node.id(),
                  "test",
                  new Routers(List.of(bug.apply(node.routers().byDefault()))),
                  node.administration(),
                  new Silence(),
                  new Placement(SHARDS),
                  new MachineClock())
              .toCompletableFuture()
              .join()
              .getPort();
      try (RecordedClients clients = new RecordedClients(() -> port)) {
        clients.awaitProgress(4 * PROGRESS);
        return judge(clients.history());
      }
    }
  }

  /** One that does each step by itself. */
  private static Router takenApart(Router right) {
    return instead(
        right,
        (request, whenDone) -> {
          if (request.operation() instanceof Operation.Steps(var checks, var steps)
              && steps.size() > 1) {
            next(right, request, checks, steps, new ArrayList<>(), whenDone);
          } else {
            right.submit(request, whenDone);
          }
        });
  }

  private static void next(
      Router right,
      Request request,
      List<Operation.Check> checks,
      List<Step> steps,
      List<Result> results,
      Consumer<Outcome> whenDone) {
    right.submit(
        with(request, new Operation.Steps(checks, List.of(steps.get(results.size())))),
        outcome -> {
          if (!(outcome instanceof Outcome.Done done)) {
            whenDone.accept(outcome);
            return;
          }
          results.addAll(((Result.Many) done.result()).results());
          if (results.size() == steps.size()) {
            whenDone.accept(new Outcome.Done(new Result.Many(results), done.assurance()));
          } else {
            next(right, request, List.of(), steps, results, whenDone);
          }
        });
  }

  /** One that does not look whether watched keys have changed. */
  private static Router unchecked(Router right) {
    return instead(
        right,
        (request, whenDone) ->
            right.submit(
                request.operation() instanceof Operation.Steps(var _, var steps)
                    ? with(request, new Operation.Steps(List.of(), steps))
                    : request,
                whenDone));
  }

  private static Request with(Request request, Operation operation) {
    return new Request(operation, request.ack(), request.consistency(), request.timeout());
  }

  private interface Submitting {
    void submit(Request request, Consumer<Outcome> whenDone);
  }

  @SuppressWarnings("unchecked")
  private static Router instead(Router right, Submitting submitting) {
    return (Router)
        Proxy.newProxyInstance(
            Router.class.getClassLoader(),
            new Class<?>[] {Router.class},
            (_, method, arguments) -> {
              if (method.getName().equals("submit")) { // of whichever shard
                int last = arguments.length - 1;
                submitting.submit(
                    (Request) arguments[last - 1], (Consumer<Outcome>) arguments[last]);
                return null;
              }
              try {
                return method.invoke(right, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
