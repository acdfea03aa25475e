package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Payload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code memdi log inspect}, on a directory in which a node wrote this and that. */
class LogInspectionTest {
  private static final String SEGMENT = "journal-0000000000000001.seg";
  private static final String SNAPSHOT = "snapshot-memdi%2fa%2fdefault%2f0-4-4";

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void eachFileAndEachLogIsALine() {
    write();

    assertThat(inspect()).isZero();
    assertThat(
            out.toString()
                .replaceAll("0-4-[0-9]+", "0-4-TIME")
                .replaceAll("[0-9]+ (records|bytes)", "N $1"))
        .isEqualTo(
            """
            journal-0000000000000001.seg: sealed, N records, N bytes
            snapshot-memdi%2fa%2fdefault%2f0-4-TIME: memdi/a/default/0 up to 4, 1 chunk, N bytes
            memdi/a/default/0: events 1..5 in N records, N bytes; deleted up to 4; snapshot of 4
            1 segment, 1 snapshot, 1 persistence id: nothing is wrong
            """);
  }

  @Test
  void eachRecordSaysWhatItSays() {
    write();

    assertThat(inspect("--records")).isZero();
    assertThat(out.toString().lines().map(String::strip))
        .contains(
            "4096  memdi/a/default/0: events 1..3, 112 bytes",
            "1  term 5, voted for b#2",
            "2  entries 101..103 of term 5, 63 bytes",
            "3  entries from 103 on removed",
            "4  entry 103 of term 6, 41 bytes, 103 begins the term",
            "5  term 7, no vote",
            "of nobody, term 0, no vote, log (0, 0] terms 0..0")
        .anyMatch(line -> line.matches("[0-9]+  memdi/a/default/0: up to 4, deleted up to 4"))
        .anyMatch(line -> line.matches("[0-9]+  all before [0-9]+ is forced"));
  }

  @Test
  void aDamagedByteOfTheJournalIsFound() throws IOException {
    write();
    Path file = directory.resolve(SEGMENT);
    byte[] bytes = Files.readAllBytes(file);
    bytes[text(bytes).indexOf("burst")]++;
    Files.write(file, bytes);

    assertThat(inspect()).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "WRONG: journal-0000000000000001.seg at byte 4096: the body does not fit its checksum,"
                + " of memdi/a/default/0\n")
        .endsWith(": 1 thing wrong\n");
  }

  @Test
  void aDamagedByteOfASnapshotIsFound() throws IOException {
    write();
    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.filter(each -> each.toString().contains("snapshot-")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);

    assertThat(inspect()).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("WRONG: snapshot-[^ ]+ at byte [0-9]+: its checksum is wrong\n");
  }

  /** As a crash leaves it, or a reader sees it who comes while a record is being written. */
  @Test
  void whatIsTornAtTheEndIsNoDamage() throws IOException {
    write();
    Path file = directory.resolve(SEGMENT);
    byte[] bytes = Files.readAllBytes(file);
    int half = text(bytes).indexOf("burst");
    Arrays.fill(bytes, half, bytes.length, (byte) 0);
    Files.write(file, bytes);

    assertThat(inspect()).isZero();
    assertThat(out.toString())
        .contains(
            "unfinished: journal-0000000000000001.seg at byte 4096: being written, or cut short")
        .endsWith("nothing is wrong\n");
  }

  @Test
  void whileANodeRunsThereItIsReadAllTheSame() {
    LogOnDisk life = new LogOnDisk(directory);
    life.append(1, term(5));

    assertThat(inspect("--records")).isZero();
    assertThat(out.toString()).contains("open", "1  term 5, voted for b#2", "nothing is wrong");
    life.append(2, term(6));
    life.end();
  }

  @Test
  void rubbishIsNamedAndIsNoJournal() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "buy milk");
    Files.writeString(directory.resolve("journal-1.seg"), "not that name");

    assertThat(inspect()).isEqualTo(1);
    assertThat(out.toString())
        .contains("notes.txt: no part of the log\n", "journal-1.seg: no part of the log\n");
    assertThat(err.toString())
        .isEqualTo("memdi: there is neither a journal nor a snapshot in " + directory + "\n");
  }

  @Test
  void rubbishUnderTheNameOfASegmentIsWrong() throws IOException {
    Files.writeString(directory.resolve(SEGMENT), "buy milk ".repeat(1000));
    Files.writeString(directory.resolve(SNAPSHOT), "and bread");

    assertThat(inspect()).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "WRONG: " + SEGMENT + " at byte 0: neither copy of the header is intact\n",
            "WRONG: " + SNAPSHOT + " at byte 0: cut short: it has 9 bytes\n")
        .endsWith(": 2 things wrong\n");
  }

  @Test
  void aDirectoryThatIsNotThereIsALine() {
    Path missing = directory.resolve("missing");

    assertThat(run("log", "inspect", missing.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("memdi: there is no directory " + missing + "\n");
    assertThat(missing).doesNotExist();
  }

  @Test
  void withoutADirectoryItSaysWhatIsMissing() {
    assertThat(run("log", "inspect")).isEqualTo(2);
    assertThat(err.toString()).contains("DIR");
  }

  /** Three events, then one and a snapshot in place of the first four, then a fifth. */
  private void write() {
    LogOnDisk life = new LogOnDisk(directory);
    Burst burst = new Burst(3, Bytes.utf8("a burst of text"));
    life.append(
        1,
        term(5),
        new Durable.EntriesAppended(
            List.of(new Entry(5, 101, 0, new Payload.Commands(List.of(burst))))),
        new Durable.TailRemoved(103));
    life.keep(2, new Durable.EntriesAppended(List.of(new Entry(6, 103, 0, Payload.NO_OP))));
    life.append(3, new Durable.TermAdvanced(7, Optional.empty()));
    life.end();
  }

  private static Durable term(long term) {
    return new Durable.TermAdvanced(term, Optional.of(new NodeId("b", 2)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private int inspect(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "log";
    arguments[1] = "inspect";
    arguments[2] = directory.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return run(arguments);
  }

  private int run(String... arguments) {
    return Main.commandLine(config -> {})
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
