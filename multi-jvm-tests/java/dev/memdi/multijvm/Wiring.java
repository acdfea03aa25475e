package dev.memdi.multijvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the nodes of a cluster reach each other. */
interface Wiring {
  /** Made ready for a cluster of these nodes; {@code folder} is for what belongs to it. */
  void open(List<String> nodes, Path folder) throws IOException;

  /** Where the others reach a node. */
  String address(String node);

  /** What every node has to be told. */
  Map<String, String> settings();

  /** What the JVM of a node has to be told. */
  List<String> jvmOptions(String node);

  /** Nothing of it is left after this; it can be opened again. */
  void close();
}
