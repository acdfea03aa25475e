package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.Valid;
import org.junit.jupiter.api.Test;

class KeyspacesAgreeTest {
  private static Config config(String layout) {
    return ConfigFactory.parseMap(Map.of(KeyspacesAgree.KEY, layout));
  }

  private static ConfigValidation check(Config theirs, Config ours) {
    return new KeyspacesAgree().check(theirs, ours);
  }

  @Test
  void oneListMayGoOnWhereTheOtherEnds() {
    Config shorter = config("default:8:sync");
    Config longer = config("default:8:sync,cache:4:memory");

    assertThat(check(shorter, longer)).isEqualTo(Valid.getInstance());
    assertThat(check(longer, shorter)).isEqualTo(Valid.getInstance());
    assertThat(check(longer, longer)).isEqualTo(Valid.getInstance());
  }

  @Test
  void whatDiffersIsNamed() {
    assertThat(check(config("default:8:sync"), config("default:8:memory")))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid ->
                assertThat(invalid.errorMessages().mkString())
                    .isEqualTo(
                        "memdi.keyspaces: keyspace 1 is default:8:sync there and"
                            + " default:8:memory here"));
  }

  @Test
  void aNodeThatSaysNothingIsLetIn() {
    assertThat(check(ConfigFactory.empty(), config("default:8:sync")))
        .isEqualTo(Valid.getInstance());
  }

  @Test
  void whatPekkoIsToSendAlongIsNamed() {
    assertThat(new KeyspacesAgree().requiredKeys().mkString()).isEqualTo(KeyspacesAgree.KEY);
  }
}
