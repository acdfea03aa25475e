package dev.memdi.multijvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the nodes of a cluster keep what they must not forget. */
interface Disks {
  /** Made ready for a cluster of these nodes; {@code folder} is for what belongs to it. */
  void open(List<String> nodes, Path folder) throws IOException, InterruptedException;

  /** The folder of a node's own. */
  Path of(String node);

  /**
   * No process uses them any more, and what is on them is in the folder that they were opened in.
   */
  void close() throws IOException, InterruptedException;
}
