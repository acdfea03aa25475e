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

/**
 * What a node tells of itself, as one of its Pekko Cluster roles: a string that gossip carries
 * along with its membership, so that whoever sees the member knows its identity at once.
 *
 * <pre>
 *   memdi/&lt;incarnation, 16 hex digits&gt;/&lt;name&gt;/&lt;host:port of HTTP, or nothing&gt;
 * </pre>
 *
 * Name and address are percent-encoded. Further fields may follow in later versions and are
 * ignored.
 *
 * @param http {@code host:port} of its HTTP edge, if it has one that others can be told of
 */
public record NodeRole(NodeId id, Optional<String> http) {
  private static final Pattern ENCODED =
      Pattern.compile("memdi/([0-9a-f]{16})/([^/]+)/([^/]*)(/.*)?");
  private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::", "[::]");

  /**
   * Of a node with these settings. An edge on all interfaces is reached where the node is; of one
   * on any free port nothing can be told before the node has started.
   */
  public static NodeRole of(NodeId id, Settings settings) {
    NodeSettings.Http http = settings.node().http();
    if (!http.enabled() || http.port() == 0) {
      return new NodeRole(id, Optional.empty());
    }
    String host = EVERYWHERE.contains(http.host()) ? settings.cluster().host() : http.host();
    return new NodeRole(id, Optional.of(new Address(host, http.port()).toString()));
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
      String http = URLDecoder.decode(matcher.group(3), UTF_8);
      return Optional.of(
          new NodeRole(
              new NodeId(URLDecoder.decode(matcher.group(2), UTF_8), incarnation),
              Optional.of(http).filter(h -> !h.isEmpty())));
    } catch (IllegalArgumentException e) { // a percent sign without its digits
      return Optional.empty();
    }
  }

  /** For {@code pekko.cluster.roles}. */
  public String encode() {
    return "memdi/%016x/%s/%s"
        .formatted(
            id.incarnation(),
            URLEncoder.encode(id.name(), UTF_8),
            URLEncoder.encode(http.orElse(""), UTF_8));
  }
}
