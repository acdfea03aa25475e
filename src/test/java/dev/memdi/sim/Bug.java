package dev.memdi.sim;

import dev.memdi.raft.core.LossRules;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.store.StoreRules;

/**
 * A deliberate bug: one decision taken wrongly. {@link #NONE} is memdi as it is.
 *
 * @param keepsIncarnation a restarted node goes by the identity that it had before it forgot
 *     everything
 */
record Bug(
    String name,
    SafetyRules rules,
    StoreRules storeRules,
    LossRules lossRules,
    Edge edge,
    boolean keepsIncarnation) {
  static final Bug NONE =
      new Bug("none", SafetyRules.RAFT, StoreRules.SOUND, LossRules.SOUND, Edge.SOUND, false);

  static Bug of(String name, SafetyRules rules) {
    return new Bug(name, rules, StoreRules.SOUND, LossRules.SOUND, Edge.SOUND, false);
  }

  static Bug of(String name, StoreRules rules) {
    return new Bug(name, SafetyRules.RAFT, rules, LossRules.SOUND, Edge.SOUND, false);
  }

  static Bug of(String name, LossRules rules) {
    return new Bug(name, SafetyRules.RAFT, StoreRules.SOUND, rules, Edge.SOUND, false);
  }

  static Bug of(String name, Edge edge) {
    return new Bug(name, SafetyRules.RAFT, StoreRules.SOUND, LossRules.SOUND, edge, false);
  }

  @Override
  public String toString() {
    return name;
  }
}
