package dev.memdi.multijvm;

import dev.memdi.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nothing lies between the nodes. */
final class DirectWiring implements Wiring {
  private final Map<String, Integer> ports = new TreeMap<>();

  @Override
  public void open(List<String> nodes, Path folder) {}

  @Override
  public String address(String node) {
    return "127.0.0.1:" + ports.computeIfAbsent(node, name -> Ports.free());
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public List<String> jvmOptions(String node) {
    return List.of();
  }

  @Override
  public void close() {
    ports.clear();
  }
}
