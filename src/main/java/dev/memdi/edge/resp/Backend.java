package dev.memdi.edge.resp;

import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.config.Settings;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Channels;
import dev.memdi.routing.Router;

/** What stands behind every command. */
record Backend(
    NodeId self,
    String version,
    Settings settings,
    Router router,
    Administration administration,
    Channels channels,
    Redirection redirection,
    Clock clock,
    CommandTable commands,
    Clients clients,
    Subscriptions subscriptions,
    KeyspaceEvents events,
    Cursors cursors) {}
