/**
 * memdi over HTTP: connections; bytes to {@link dev.memdi.api.Operation}, {@link
 * dev.memdi.api.Outcome} to bytes, and no logic of its own. The routes are one table ({@code
 * Routes}); what a refusal looks like is one table ({@code Problem}); a key is the percent-decoded
 * bytes of one path segment, whatever they are.
 *
 * <pre>
 *   HttpServer ─ Places ─► ConnectionStreams, for each connection:
 *                           channel ═ ChannelFlow ═ Pekko HTTP ═ Answering
 *
 *  request ─ Drain ──────► Dispatch ─ Route ─► KeyRoutes, UpdateRoutes, ScanRoutes, ManyRoutes ─► Router
 *                            │                WatchRoute ─ Watch ───────────────────────────────► Router
 *                            │                CopyRoute ─ CopySource ─────────────────────────────► Router
 *                            │                ClusterRoutes, ProbeRoutes ───────────────► Administration
 *                            ◄── HttpResponse: a value, JSON, an event stream, or a Problem ──┘
 * </pre>
 *
 * <p>A connection's stream is run by the threads of the data path ({@code memdi-dispatcher}), which
 * also wait for its channel. So a handler does nothing long, and waits for nothing: see {@code
 * Backend.executor}.
 *
 * <p>When the server stops, it drains ({@code Drain}) and then ends ({@code HttpServer.terminate}):
 * each connection by its {@code Answering}, what waits for a client by {@code Ending}.
 *
 * <p>Words: a <em>route</em> is a method and a path template; an <em>exchange</em> is one request
 * that is being answered; a <em>problem</em> is an answer that says what was wrong and whether the
 * operation was certainly not done ({@code refused}) or may have been ({@code unknown}); a
 * <em>position</em> is the revision from which a watch has yet to see a shard's changes, and a
 * <em>resume token</em> holds the position of every shard.
 */
@NullMarked
package dev.memdi.edge.http;

import org.jspecify.annotations.NullMarked;
