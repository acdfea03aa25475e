package dev.memdi.multijvm;

import java.nio.file.Path;
import java.util.List;

/** Nothing is special about them. */
final class PlainDisks implements Disks {
  private Path folder = Path.of("");

  @Override
  public void open(List<String> nodes, Path where) {
    folder = where;
  }

  @Override
  public Path of(String node) {
    return folder.resolve(node + "-data");
  }

  @Override
  public void close() {}
}
