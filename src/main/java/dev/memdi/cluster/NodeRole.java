package dev.memdi.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memdi.api.NodeId;
import dev.memdi.config.Address;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells of itself, as one of its Pekko Cluster roles: a string that gossip carries
 * along with its membership, so that whoever sees the member knows its identity at once.
 *
 * <pre>
 *   memdi/&lt;incarnation, 16 hex digits&gt;/&lt;name&gt;/&lt;host:port of HTTP, or nothing&gt;
 *     /&lt;host:port for Redis' clients, or nothing&gt;
 * </pre>
 *
 * Name and addresses are percent-encoded. The last field may be missing; further ones may follow in
 * later versions and are ignored.
 *
 * @param http {@code host:port} of its HTTP edge, if it has one that others can be told of
 * @param resp {@code host:port} where Redis' clients reach it, if they do and it is known
 */
public record NodeRole(NodeId id, Optional<String> http, Optional<String> resp) {
  private static final Pattern ENCODED =
      Pattern.compile("memdi/([0-9a-f]{16})/([^/]+)/([^/]*)(?:/([^/]*)(?:/.*)?)?");
  private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::", "[::]");

  /**
   * Of a node with these settings. An edge on all interfaces is reached where the node is; of one
   * on any free port nothing can be told before the node has started, unless it is set.
   */
  public static NodeRole of(NodeId id, Settings settings) {
    NodeSettings.Http http = settings.node().http();
    NodeSettings.Resp resp = settings.node().resp();
    return new NodeRole(
        id,
        http.enabled() ? reached(http.host(), http.port(), settings) : Optional.empty(),
        resp.enabled()
            ? resp.advertised().or(() -> reached(resp.host(), resp.port(), settings))
            : Optional.empty());
  }

  private static Optional<String> reached(String host, int port, Settings settings) {
    String there = EVERYWHERE.contains(host) ? settings.cluster().host() : host;
    return port == 0 ? Optional.empty() : Optional.of(new Address(there, port).toString());
  }

  /**
   * Reads a role of a member; empty if it is some other role, or not one that can be understood.
   */
  public static Optional<NodeRole> decode(String role) {
    Matcher matcher = ENCODED.matcher(role);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      long incarnation = Long.parseUnsignedLong(matcher.group(1), 16);
      return Optional.of(
          new NodeRole(
              new NodeId(URLDecoder.decode(matcher.group(2), UTF_8), incarnation),
              address(matcher.group(3)),
              address(matcher.group(4))));
    } catch (IllegalArgumentException e) { // a percent sign without its digits
      return Optional.empty();
    }
  }

  private static Optional<String> address(@Nullable String field) {
    return Optional.ofNullable(field)
        .map(text -> URLDecoder.decode(text, UTF_8))
        .filter(text -> !text.isEmpty());
  }

  /** For {@code pekko.cluster.roles}. */
  public String encode() {
    return "memdi/%016x/%s/%s/%s"
        .formatted(
            id.incarnation(),
            URLEncoder.encode(id.name(), UTF_8),
            URLEncoder.encode(http.orElse(""), UTF_8),
            URLEncoder.encode(resp.orElse(""), UTF_8));
  }
}
