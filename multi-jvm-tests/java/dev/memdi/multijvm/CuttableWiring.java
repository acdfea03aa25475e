package dev.memdi.multijvm;

import dev.memdi.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A wire between every two nodes, in each direction, that can be cut.
 *
 * <p>A node goes by a host name that is its own, and each JVM reads what these names mean from a
 * file of its own ({@code jdk.net.hosts.file}). So <em>b</em> means one wire to node a and another
 * to node c, and it is known at each who sends. The node itself listens at 127.0.0.1, the wires to
 * it at other addresses of the loopback network, at the same ports: its remoting's and its links'.
 */
final class CuttableWiring implements Wiring {
  private static final String SELF = "127.0.0.1";

  private final List<String> nodes = new ArrayList<>();
  private final Map<String, Integer> ports = new TreeMap<>();
  private final Map<String, Integer> linkPorts = new TreeMap<>();
  private final List<Wire> wires = new ArrayList<>();
  private Path folder = Path.of("");

  @Override
  public void open(List<String> names, Path where) throws IOException {
    nodes.addAll(names);
    folder = where;
    for (String from : nodes) {
      ports.put(from, Ports.free());
      linkPorts.put(from, Ports.free());
    }
    for (String from : nodes) {
      StringBuilder hosts = new StringBuilder(SELF + " localhost\n");
      for (String to : nodes) {
        hosts.append(from.equals(to) ? SELF : between(from, to)).append(' ').append(to);
        hosts.append('\n');
        if (!from.equals(to)) {
          wires.add(Wire.open(from, to, between(from, to), SELF, ports.get(to)));
          wires.add(Wire.open(from, to, between(from, to), SELF, linkPorts.get(to)));
        }
      }
      Files.writeString(hosts(from), hosts);
    }
  }

  private String between(String from, String to) {
    return "127.0.%d.%d".formatted(nodes.indexOf(from) + 1, nodes.indexOf(to) + 2);
  }

  private Path hosts(String node) {
    return folder.resolve(node + ".hosts").toAbsolutePath();
  }

  @Override
  public String address(String node) {
    return node + ":" + ports.get(node);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("pekko.remote.artery.bind.hostname", SELF);
  }

  @Override
  public List<String> jvmOptions(String node) {
    return List.of(
        "-Djdk.net.hosts.file=" + hosts(node), "-Dmemdi.cluster.link.port=" + linkPorts.get(node));
  }

  /** No byte gets from this node to the others, or from the others to it. */
  void isolate(Node node) {
    wires.stream().filter(wire -> wire.isOf(node.name())).forEach(Wire::cut);
  }

  /** All wires are whole again; what was sent meanwhile arrives, as TCP would have it. */
  void heal() {
    wires.forEach(Wire::mend);
  }

  /** How many bytes the others have sent to a node so far. */
  long sentTo(Node node) {
    return wires.stream().filter(wire -> wire.isTo(node.name())).mapToLong(Wire::carried).sum();
  }

  @Override
  public void close() {
    wires.forEach(Wire::close);
    wires.clear();
    nodes.clear();
    ports.clear();
    linkPorts.clear();
  }
}
