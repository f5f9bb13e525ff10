// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.domestik.agent.outbox.Outbox;
import org.domestik.lua.Trees;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever becomes of one file of the spool, nothing wrong is delivered and nothing held up.
 *
 * <p>{@code -Ddomestik.each=1} flips every byte rather than every fifth, from a random one on.
 */
class SpoolDamageTest {
  private static final int EACH = Integer.getInteger("domestik.each", 5);
  private static final long LARGE = 1 << 20;
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;
  private final Map<Path, byte[]> whole = new TreeMap<>();
  private Path spoolFolder;

  @BeforeEach
  void place() {
    spoolFolder = folder.resolve("spool");
  }

  private Spool spool() throws IOException {
    return new Spool(spoolFolder, LARGE);
  }

  private static void add(Spool spool, long number) {
    Sample sample = new Sample("p", TIME.plusSeconds(number), List.of(Ledger.row(number)));
    Run run = new Run("p", "p.lua", Run.Outcome.OK, null, TIME, 12);
    spool.add(
        "h",
        new Outbox.Contents(List.of(sample), Map.of(), List.of(run), List.of("p.lua"), 0, false),
        false,
        false);
  }

  private Path file(String name) {
    return spoolFolder.resolve(name);
  }

  /** All that can be delivered, in order. */
  private static List<Batch> delivered(Spool spool) throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (SpoolEntry one : List.copyOf(spool.all())) {
      Batch batch = spool.open(one);
      if (batch != null) {
        batches.add(batch);
        spool.remove(one);
      }
    }
    return batches;
  }

  private List<Batch> three() throws IOException {
    Spool spool = spool();
    for (int number = 0; number < 3; number++) {
      add(spool, number);
    }
    List<Batch> batches = new ArrayList<>();
    for (SpoolEntry one : spool.all()) {
      batches.add(spool.open(one));
    }
    return batches;
  }

  private void assertSecondIsSetAside(List<Batch> all, byte[] content, String what)
      throws IOException {
    for (int number = 0; whole.size() < 3; number++) {
      Path file = file("000000000000000" + number + ".batch");
      whole.put(file, Files.readAllBytes(file));
    }
    for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    Files.write(file("0000000000000001.batch"), content);
    Spool spool = spool();
    assertThat(delivered(spool)).as(what).containsExactly(all.get(0), all.get(2));
    assertThat(spool.isEmpty()).as(what).isTrue();
    List<Loss> losses = spool.losses();
    assertThat(losses).as(what).hasSize(1);
    assertThat(losses.getFirst().samples() + losses.getFirst().unknown()).as(what).isEqualTo(1);
    assertThat(losses.getFirst().text("h"))
        .contains("0000000000000001.batch", content.length + " bytes", " of h", ".damaged");
    assertThat(spool.losses()).isEmpty();
    try (var aside = Files.list(file("refused"))) {
      assertThat(aside.filter(it -> it.toString().endsWith("0000000000000001.batch.damaged")))
          .as(what)
          .isNotEmpty();
    }
  }

  @Test
  @Tag("slow")
  void aFlippedByteAnywhereIsNeverDelivered() throws IOException {
    List<Batch> all = three();
    byte[] whole = Files.readAllBytes(file("0000000000000001.batch"));
    int first = new Random().nextInt(EACH);
    for (int at = first; at < whole.length; at += EACH) {
      for (int flip : new int[] {1, 2, 16, 0x2a, 0x80, whole[at] ^ '\n', whole[at] ^ '{'}) {
        if (flip != 0) {
          byte[] content = whole.clone();
          content[at] ^= (byte) flip;
          assertSecondIsSetAside(all, content, "byte " + at + " by " + flip);
        }
      }
    }
  }

  @Test
  void whatWasCutOffOrHasMoreIsNeverDelivered() throws IOException {
    List<Batch> all = three();
    byte[] whole = Files.readAllBytes(file("0000000000000001.batch"));
    for (int length = 0; length < whole.length; length += 7) {
      assertSecondIsSetAside(all, Arrays.copyOf(whole, length), "cut to " + length);
    }
    for (int length : new int[] {whole.length + 1, whole.length + 4096}) {
      assertSecondIsSetAside(all, Arrays.copyOf(whole, length), "zeros behind");
    }
    assertSecondIsSetAside(all, new byte[whole.length], "zeros");
    assertSecondIsSetAside(all, Files.readAllBytes(file("reserve")), "the reserve");
  }

  @Test
  @Tag("slow")
  void aFlippedByteInWhatWasJoinedIsNeverDelivered() throws IOException {
    Spool spool = spool();
    for (int number = 0; number < 1_000; number++) {
      add(spool, number);
    }
    SpoolEntry joined =
        spool.all().stream().filter(one -> one.first() != one.last()).findFirst().orElseThrow();
    Path file = file("%016d-%016d.batch".formatted(joined.first(), joined.last()));
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 97) {
      byte[] content = whole.clone();
      content[at] ^= 8;
      Files.write(file, content);
      Spool again = spool();
      for (SpoolEntry one : List.copyOf(again.all())) {
        if (one.first() == joined.first()) {
          assertThat(again.open(one)).as("byte " + at).isNull();
        }
      }
      assertThat(again.losses()).hasSize(1);
    }
  }

  @Test
  void filesOfEarlierVersionsAreDelivered() throws IOException {
    List<Batch> all = three();
    List<byte[]> trees = all.stream().map(it -> Trees.write(BatchTree.toTree(it))).toList();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes("0 1 0 1795341601000000\n".getBytes(ISO_8859_1));
    head.writeBytes(trees.get(1));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.writeBytes("0 2 0 1795341601000000\n".getBytes(ISO_8859_1));
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(trees.get(1));
      zip.write(trees.get(2));
    }
    Files.write(file("0000000000000000.batch"), trees.get(0));
    Files.write(file("0000000000000001.batch"), head.toByteArray());
    assertThat(delivered(spool())).isEqualTo(all);
    Files.write(file("0000000000000001-0000000000000002.batch"), packed.toByteArray());
    Spool spool = spool();
    List<Sample> samples = delivered(spool).getFirst().samples();
    assertThat(samples)
        .hasSize(2)
        .isEqualTo(List.of(all.get(1).samples().getFirst(), all.get(2).samples().getFirst()));
    assertThat(spool.losses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000001.batch",
        "0000000000000003.batch",
        "0000000000000004.sent",
        "0000000000000003-0000000000000009.batch",
        "0000000000000007.batch.new",
        "9999999999999999.batch",
        "something"
      })
  void aFolderUnderAnyNameHoldsUpNothing(String name) throws IOException {
    List<Batch> all = three();
    boolean second = name.startsWith("0000000000000001");
    if (second) {
      Files.delete(file(name));
    }
    Files.createDirectories(file(name).resolve("full"));
    Spool spool = spool();
    boolean ours = !name.equals("something");
    assertThat(spool.skipped()).isEqualTo(ours ? name + " is no file" : "");
    for (int number = 3; number < 20; number++) {
      add(spool, number);
      spool.mark(spool.unsent(it -> true), SpoolEntry.State.SENT);
    }
    assertThat(spool.fault()).isNull();
    Spool again = spool();
    assertThat(delivered(again)).hasSize(second ? 19 : 20).contains(all.get(0), all.get(2));
    assertThat(file(name).resolve("full")).isDirectory();
  }

  private void makeUnreadable(String name) throws IOException {
    Files.delete(file(name));
    Files.createDirectory(file(name)); // To read it is an error of the disk's kind.
  }

  @Test
  void whatTheDiskDoesNotGiveIsSetAside() throws IOException {
    List<Batch> all = three();
    Spool spool = spool();
    makeUnreadable("0000000000000001.batch");
    for (SpoolEntry one : List.copyOf(spool.all())) {
      spool.mark(one, SpoolEntry.State.SENT);
    }
    assertThat(delivered(spool)).containsExactly(all.get(0), all.get(2));
    assertThat(spool.dropped()).isEqualTo(1);
    assertThat(spool.losses())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.text("h"))
                    .contains("damaged " + file("0000000000000001.sent"), "set aside"));
    try (var aside = Files.list(file("refused"))) {
      assertThat(aside.filter(it -> it.toString().endsWith(".damaged.reason")).toList())
          .singleElement()
          .satisfies(
              it ->
                  assertThat(it)
                      .content()
                      .contains(file("0000000000000001.sent") + ": Is a directory"));
    }
    assertThat(file("0000000000000001.sent")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(longs = {LARGE, 64 * LARGE}) // It collapses, or is joined only.
  void whatTheDiskDoesNotGiveIsSetAsideWhereTheSpoolBecomesSmaller(long limit) throws IOException {
    three();
    Spool spool = new Spool(spoolFolder, limit);
    makeUnreadable("0000000000000001.batch");
    for (int number = 3; number < 1_000; number++) {
      add(spool, number);
    }
    assertThat(spool.fault()).isNull();
    assertThat(spool.size()).isLessThan(999);
    assertThat(spool.losses()).singleElement().satisfies(it -> assertThat(it.files()).isOne());
    assertThat(spool.state(null).samples()).isEqualTo(999);
  }

  private void assertAllAreThere(Spool spool, int number) throws IOException {
    Ledger ledger = new Ledger();
    for (SpoolEntry one : List.copyOf(spool.all())) {
      ledger.accept(spool.open(one));
    }
    assertThat(ledger.doubled()).isEmpty();
    assertThat(ledger.missing(number)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {LARGE, 64 * LARGE})
  void whatWasLeftAloneAtAStartIsDeliveredOnceItCanBeRead(long limit) throws IOException {
    three();
    Path second = file("0000000000000001.batch");
    Path kept = Files.move(second, folder.resolve("kept"));
    Files.createDirectory(second);
    Spool spool = new Spool(spoolFolder, limit);
    assertThat(spool.skipped()).contains("0000000000000001.batch");
    for (int number = 3; number < 1_000; number++) {
      add(spool, number);
    }
    assertThat(spool.size()).isLessThan(999);
    Files.delete(second);
    Files.move(kept, second);
    assertAllAreThere(new Spool(spoolFolder, limit), 1_000);
  }

  /** The memory of a process is a file that gives nothing where nothing is mapped. */
  private static boolean mount(Path file) throws IOException, InterruptedException {
    String memory = "/proc/" + ProcessHandle.current().pid() + "/mem";
    return new ProcessBuilder("mount", "--bind", memory, file.toString()).start().waitFor() == 0;
  }

  @Test
  @Tag("slow")
  void whatCannotBeSetAsideEitherHoldsUpNoStart() throws Exception {
    List<Batch> all = three();
    Path second = file("0000000000000001.batch");
    assumeTrue(mount(second)); // Only root can.
    try {
      Spool spool = spool();
      assertThat(spool.skipped()).contains("0000000000000001.batch can be neither read nor");
      assertThat(delivered(spool)).containsExactly(all.get(0), all.get(2));
    } finally {
      new ProcessBuilder("umount", second.toString()).start().waitFor();
    }
    assertThat(delivered(spool())).containsExactly(all.get(1));
  }

  @Test
  void whatCannotBeSetAsideEitherWaits() throws IOException {
    List<Batch> all = three();
    Spool spool = spool();
    Path moved = Files.move(spoolFolder, folder.resolve("moved"));
    SpoolEntry oldest = spool.all().iterator().next();
    Files.writeString(spoolFolder, "no folder any more");
    assertThatThrownBy(() -> spool.open(oldest)).isInstanceOf(IOException.class);
    Files.delete(spoolFolder);
    Files.move(moved, spoolFolder);
    assertThat(spool.losses()).isEmpty();
    assertThat(delivered(spool)).isEqualTo(all);
  }

  @Test
  void linksAndImpossibleNumbersAreLeftAlone() throws IOException {
    List<Batch> all = three();
    Files.createSymbolicLink(file("0000000000000005.batch"), folder.resolve("nowhere"));
    Files.writeString(file("0000000000000009-0000000000000008.batch"), "x");
    Spool spool = spool();
    assertThat(spool.skipped())
        .contains("0000000000000005.batch is no file")
        .contains("0000000000000009-0000000000000008.batch has a number");
    add(spool, 3);
    assertThat(delivered(spool)).hasSize(4).startsWith(all.toArray(Batch[]::new));
  }

  @Test
  void nobodyElseReadsTheSpool() throws IOException {
    Files.createDirectories(spoolFolder.resolve("refused"));
    Files.setPosixFilePermissions(spoolFolder, PosixFilePermissions.fromString("rwxr-xr-x"));
    three();
    Path damaged = file("0000000000000001.batch");
    Files.write(damaged, new byte[3]); // It keeps its mode.
    Spool spool = spool();
    delivered(spool);
    spool.refuse(
        new SpoolEntry(1, 1, SpoolEntry.State.SENT, SpoolEntry.Contents.of(0, List.of()), 0, null),
        three().getFirst(),
        "no");
    try (var all = Files.walk(spoolFolder)) {
      assertThat(all.toList())
          .hasSizeGreaterThan(6)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .as(path.toString())
                      .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }
}
