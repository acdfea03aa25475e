package dev.memdi.sim.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Journals and snapshot stores name their dispatchers themselves, and those have threads of their
 * own: this puts the world's executor in their place, whatever they are called.
 */
final class PluginDispatchers {
  private static final String SIMULATED = "simulation.dispatcher";

  /** Where Pekko Persistence and its plugins are configured; the first two name a plugin each. */
  private static final List<String> CHOSEN =
      List.of("pekko.persistence.journal.plugin", "pekko.persistence.snapshot-store.plugin");

  private static final List<String> SECTIONS =
      List.of("memdi-journal", "memdi-snapshot-store", "pekko.persistence.dispatchers");

  private PluginDispatchers() {}

  /**
   * Every setting in a plugin's section whose name ends with "dispatcher" either is a dispatcher or
   * names one.
   */
  static Config simulated(Config resolved) {
    var sections = new TreeSet<>(SECTIONS);
    for (String chosen : CHOSEN) {
      if (resolved.hasPath(chosen) && !resolved.getString(chosen).isEmpty()) {
        sections.add(resolved.getString(chosen));
      }
    }
    Config result = resolved;
    for (String section : sections) {
      if (resolved.hasPath(section)) {
        result = simulated(result, section, resolved.getConfig(section));
      }
    }
    return result;
  }

  private static Config simulated(Config config, String section, Config settings) {
    Config result = config;
    for (Map.Entry<String, ConfigValue> setting : settings.root().entrySet()) {
      String path = section + "." + ConfigUtil.joinPath(setting.getKey());
      ConfigValue value = setting.getValue();
      boolean isDispatcher = setting.getKey().endsWith("dispatcher");
      if (value.valueType() == ConfigValueType.OBJECT) {
        Config inner = settings.getConfig(ConfigUtil.joinPath(setting.getKey()));
        result = isDispatcher ? replaced(result, path) : simulated(result, path, inner);
      } else if (isDispatcher && value.unwrapped() instanceof String named && !named.isEmpty()) {
        result = replaced(result, named);
      }
    }
    return result;
  }

  /** Over what is there, as the default dispatcher's settings stand in for all others'. */
  private static Config replaced(Config config, String dispatcher) {
    ConfigValue simulated = config.getValue(SIMULATED);
    return config.withValue(
        dispatcher,
        config.hasPath(dispatcher)
            ? simulated.withFallback(config.getValue(dispatcher))
            : simulated);
  }
}
