package dev.memdi.sim;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.routing.Router;
import java.util.function.Consumer;

/** How a node hands a client's request on. */
@FunctionalInterface
interface Edge {
  Edge SOUND = Router::submit;

  void submit(Router router, Request request, Consumer<Outcome> whenDone);
}
