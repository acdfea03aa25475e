package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExposureTest {
  @Test
  void aNodeOnThisMachineOnlyIsNotExposed() {
    assertThat(warnings("")).isEmpty();
    assertThat(warnings("memdi.node.http.host = localhost")).isEmpty();
    assertThat(warnings("memdi.node.http.host = \"::1\"")).isEmpty();
    assertThat(warnings("memdi.node.http.host = \"127.0.0.2\"")).isEmpty();
  }

  @Test
  void whateverOthersCanReachIsWarnedOf() {
    assertThat(warnings("memdi.node.http.host = 0.0.0.0"))
        .singleElement()
        .asString()
        .startsWith("memdi.node.http.host is 0.0.0.0: access is not restricted yet");
    assertThat(warnings("memdi.node.resp { enabled = on, host = 0.0.0.0 }"))
        .singleElement()
        .asString()
        .startsWith("memdi.node.resp.host is 0.0.0.0: access is not restricted yet");
    assertThat(warnings("memdi.cluster.host = 10.0.0.7"))
        .singleElement()
        .asString()
        .startsWith("memdi.cluster.host is 10.0.0.7: access is not restricted yet");
    assertThat(warnings("memdi.cluster.host = no.such.name.invalid")).hasSize(1);
  }

  @Test
  void whereNothingIsServedNothingIsExposed() {
    assertThat(warnings("memdi.node.http { enabled = off, host = 0.0.0.0 }")).isEmpty();
  }

  private static List<String> warnings(String config) {
    return Exposure.warnings(
        ConfigFactory.parseString(config).withFallback(ConfigFactory.load("reference.conf")));
  }
}
