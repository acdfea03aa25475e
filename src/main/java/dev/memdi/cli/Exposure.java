package dev.memdi.cli;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Who else can reach a node. */
final class Exposure {
  private Exposure() {}

  /** A warning for each port that others than this machine's users can reach. */
  static List<String> warnings(Config config) {
    List<String> warnings = new ArrayList<>();
    for (String edge : List.of("memdi.node.http", "memdi.node.resp")) {
      String host = config.getString(edge + ".host");
      if (config.getBoolean(edge + ".enabled") && !isLoopback(host)) {
        warnings.add(
            edge
                + ".host is "
                + host
                + ": access is not restricted yet, so whoever reaches this port can read and change"
                + " everything. Keep it behind a firewall.");
      }
    }
    String cluster = config.getString("memdi.cluster.host");
    if (!isLoopback(cluster)) {
      warnings.add(
          "memdi.cluster.host is "
              + cluster
              + ": access is not restricted yet, so whoever reaches this port can join the cluster."
              + " Keep it in a network of the nodes' own.");
    }
    return warnings;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
