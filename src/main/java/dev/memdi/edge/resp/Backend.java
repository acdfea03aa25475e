package dev.memdi.edge.resp;

import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.config.Settings;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Channels;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;

/** What stands behind every command. */
record Backend(
    NodeId self,
    String version,
    Settings settings,
    Routers routers,
    Administration administration,
    Channels channels,
    Redirection redirection,
    Clock clock,
    CommandTable commands,
    Clients clients,
    Subscriptions subscriptions,
    KeyspaceEvents events,
    Cursors cursors) {

  /** Where connections begin. */
  Router home() {
    return routers.home(settings.node().resp().keyspace());
  }
}
