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
    String http = config.getString("memdi.node.http.host");
    if (config.getBoolean("memdi.node.http.enabled") && !isLoopback(http)) {
      warnings.add(
          "memdi.node.http.host is "
              + http
              + ": access is not restricted yet, so whoever reaches this port can read and change"
              + " everything. Keep it behind a firewall.");
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
