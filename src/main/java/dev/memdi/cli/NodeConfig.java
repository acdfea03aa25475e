package dev.memdi.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gathers the configuration of a node, first what counts most: the command line, the system
 * properties, the file, what a server needs of Pekko, and every default.
 */
final class NodeConfig {
  private static final String SERVER = "memdi-server.conf";
  private static final String CANONICAL_HOST = "pekko.remote.artery.canonical.hostname";

  private Config flags = ConfigFactory.empty();

  /** Sets {@code key}; what is wrong with the value is told with the name of {@code option}. */
  NodeConfig with(String key, Object value, String option) {
    flags = ConfigValueFactory.fromAnyRef(value, option).atPath(key).withFallback(flags);
    return this;
  }

  /** Sets whatever {@code hocon} says, as in {@code memdi.cluster.expect = 1}. */
  NodeConfig with(String hocon, String option) {
    ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription(option);
    flags = ConfigFactory.parseString(hocon, origin).withFallback(flags);
    return this;
  }

  /**
   * The whole.
   *
   * @param file if there is none, {@code application.conf} in the class path, or what the system
   *     property {@code config.file} names
   * @throws ConfigException if it is not HOCON, is not there, or refers to what is not defined
   */
  Config read(Optional<Path> file) {
    ConfigParseOptions strict = ConfigParseOptions.defaults().setAllowMissing(false);
    Config application =
        file.map(path -> ConfigFactory.parseFile(path.toFile(), strict))
            .orElseGet(ConfigFactory::defaultApplication);
    Config whole =
        flags
            .withFallback(ConfigFactory.defaultOverrides())
            .withFallback(application)
            .withFallback(ConfigFactory.parseResources(SERVER, strict))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    return withBracketsAroundNumbers(whole);
  }

  /** Pekko writes a node's address as a URL does, and there an IPv6 number stands in brackets. */
  private static Config withBracketsAroundNumbers(Config config) {
    String host = config.getString(CANONICAL_HOST);
    return host.contains(":") && !host.startsWith("[")
        ? config.withValue(
            CANONICAL_HOST,
            ConfigValueFactory.fromAnyRef(
                "[" + host + "]", config.getValue(CANONICAL_HOST).origin().description()))
        : config;
  }
}
