/**
 * What an operator can set, as validated records read from {@code memdi { … }} in HOCON. Every key,
 * with its unit, its default and what goes wrong when it is off, is documented in {@code
 * reference.conf}; a configuration that makes no sense stops the node at start and names every key
 * that is wrong, not only the first.
 *
 * <pre>
 *   application.conf ─┐
 *   system properties ─┼─ Config ── Reader ──► Settings ─┬─ NodeSettings
 *   reference.conf ───┘              │                   ├─ ClusterSettings
 *                                    │ Problems          ├─ RaftSettings
 *                                    ▼                   ├─ StoreSettings
 *                         InvalidConfigException         ├─ Limits
 *                         (all of them, with origin)     └─ RequestDefaults
 * </pre>
 */
@NullMarked
package dev.memdi.config;

import org.jspecify.annotations.NullMarked;
