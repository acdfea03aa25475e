package dev.memdi.edge.http;

import dev.memdi.config.Limits;
import dev.memdi.config.RequestDefaults;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Routers;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;

/** What stands behind every route. */
record Backend(
    ActorSystem<?> system,
    Routers routers,
    Administration administration,
    Limits limits,
    RequestDefaults defaults,
    UploadBudget uploads,
    Ending ending) {

  /** For work too long for the thread of whoever completed an operation. */
  Executor executor() {
    return system.executionContext();
  }
}
