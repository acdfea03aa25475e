package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
  private static final class CountedHeap implements IdleHeap.Heap {
    private long collections;
    private int givenBack;

    @Override
    public long youngCollections() {
      return collections;
    }

    @Override
    public void giveBack() {
      givenBack++;
      collections++;
    }
  }

  private final CountedHeap heap = new CountedHeap();
  private final IdleHeap idle = new IdleHeap(heap);

  private void lookAfter(int collections) {
    heap.collections += collections;
    idle.look();
  }

  @Test
  void givesBackOnceWhenABusyTimeIsOver() {
    lookAfter(20);
    lookAfter(20);
    assertThat(heap.givenBack).as("while it is busy").isZero();

    lookAfter(1);
    lookAfter(0);
    assertThat(heap.givenBack).as("a rest that may be short").isZero();

    lookAfter(1);
    assertThat(heap.givenBack).isOne();

    lookAfter(0);
    lookAfter(1);
    assertThat(heap.givenBack).as("a rest that goes on").isOne();
  }

  @Test
  void givesBackAgainAfterTheNextBusyTime() {
    for (int times = 0; times < 2; times++) {
      lookAfter(20);
      lookAfter(0);
      lookAfter(0);
      lookAfter(0);
    }

    assertThat(heap.givenBack).isEqualTo(2);
  }

  @Test
  void burstsWithPausesBetweenThemAreNoRest() {
    for (int times = 0; times < 10; times++) {
      lookAfter(20);
      lookAfter(0);
      lookAfter(0);
    }

    assertThat(heap.givenBack).isZero();
  }

  @Test
  void beatsAloneDoNotMakeItCollect() {
    for (int i = 0; i < 14; i++) {
      lookAfter(i % 2);
    }

    assertThat(heap.givenBack).isZero();
  }

  /** In a JVM as a node's: a name that it does not know any more is found here. */
  @Test
  void g1LetsGoOfMemoryAndKeepsItsRatios() throws Exception {
    Process node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@conf/jvm.options",
                "-XX:+UseG1GC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(node.waitFor()).as(said).isZero();
    assertThat(said).contains("ratios 40 70, then 40 70").contains("less: true");
  }

  /** Makes its heap large by what it lets go of, and then rests. */
  static final class Busy {
    public static void main(String[] args) {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      IdleHeap idle = new IdleHeap(G1Heap.ofThisProcess().orElseThrow());
      List<byte[]> held = new ArrayList<>();
      for (int i = 0; i < 1_000_000; i++) {
        if (held.size() == 100_000) {
          held.clear();
        }
        held.add(new byte[2_000]);
      }
      held.clear();
      long before = Runtime.getRuntime().totalMemory();
      System.out.print("ratios " + ratios(jvm));
      for (int looks = 0; looks < 4; looks++) {
        idle.look(); // it has been busy, and is not any more
      }
      System.out.println(", then " + ratios(jvm));
      System.out.println("less: " + (Runtime.getRuntime().totalMemory() < before));
    }

    private static String ratios(HotSpotDiagnosticMXBean jvm) {
      return jvm.getVMOption("MinHeapFreeRatio").getValue()
          + " "
          + jvm.getVMOption("MaxHeapFreeRatio").getValue();
    }
  }
}
