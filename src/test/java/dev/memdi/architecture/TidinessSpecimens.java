package dev.memdi.architecture;

import java.util.List;

/** Names that say nothing, a package without its annotation, and a cycle. */
final class TidinessSpecimens {
  static final String UNMARKED_PACKAGE = "dev.memdi.store.unmarked";

  private static final String NAMES = "NAMES_SAY_WHAT_A_CLASS_DOES";

  private TidinessSpecimens() {}

  static List<Specimen> all() {
    return new Specimens("Mess")
        .innocent("dev.memdi.raft", "ImplicitCommonality", "")
        .innocent("dev.memdi.raft", "Mastered", "")
        .breaking(NAMES, "dev.memdi.raft", "ShardManager", "")
        .breaking(NAMES, "dev.memdi.raft", "HelpersOfStores", "interface HelperOf {}")
        .breaking(NAMES, "dev.memdi.raft", "ByteUtils", "")
        .breaking(NAMES, "dev.memdi.raft", "ByteUtilities", "")
        .breaking(NAMES, "dev.memdi.raft", "CommonThings", "")
        .breaking(NAMES, "dev.memdi.raft", "StoreImpl", "")
        .breaking(NAMES, "dev.memdi.raft", "MasterElection", "")
        .breaking(NAMES, "dev.memdi.raft", "Outer", "static class SlaveNode {}")
        .breaking(NAMES, "dev.memdi.raft.util", "Bits", "")
        .breaking("EVERY_PACKAGE_IS_NULL_MARKED", UNMARKED_PACKAGE, "")
        .breaking(
            "NO_CYCLES_BETWEEN_TOP_LEVEL_PACKAGES", "dev.memdi.config", "dev.memdi.store.Store x;")
        .all();
  }
}
