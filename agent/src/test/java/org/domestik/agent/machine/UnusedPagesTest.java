// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.agent.machine.UnusedPages.Mapping;
import org.junit.jupiter.api.Test;

class UnusedPagesTest {
  private static final String CLEAN =
      """
      7f4500000000-7f4500200000 r-xp 002e3000 fe:00 328747   /usr/lib/jvm/lib/server/libjvm.so
      Size:               2048 kB
      Rss:                1044 kB
      Pss:                 766 kB
      Shared_Dirty:          0 kB
      Private_Dirty:         0 kB
      Anonymous:             0 kB
      Swap:                  0 kB
      Locked:                0 kB
      VmFlags: rd ex mr mw me
      """;

  private static List<Mapping> clean(String... mappings) throws IOException {
    return UnusedPages.clean(new BufferedReader(new StringReader(String.join("", mappings))));
  }

  @Test
  void cleanMappingOfFileIsFound() throws Exception {
    assertThat(clean(CLEAN)).containsExactly(new Mapping(0x7f4500000000L, 0x7f4500200000L));
    assertThat(clean(CLEAN.replace("r-xp", "r--p"))).hasSize(1);
    assertThat(clean(CLEAN.replace("r-xp", "r--s"))).hasSize(1);
  }

  @Test
  void mappingThatHasOrMayHavePagesOfItsOwnIsLeftAlone() throws Exception {
    for (String line : List.of("Anonymous", "Private_Dirty", "Shared_Dirty", "Swap", "Locked")) {
      String dirty = CLEAN.replaceAll(line + ": +0", line + ":  4");
      assertThat(dirty).isNotEqualTo(CLEAN);
      assertThat(clean(dirty)).as(line).isEmpty();
      assertThat(clean(dirty, CLEAN, dirty)).as(line).hasSize(1);
    }
    for (String rights : List.of("rw-p", "rwxp", "---p", "rw-s")) {
      assertThat(clean(CLEAN.replace("r-xp", rights))).as(rights).isEmpty();
    }
  }

  @Test
  void whatIsNoFileOrTooSmallIsLeftAlone() throws Exception {
    assertThat(clean(CLEAN.replaceAll("/usr.*so", ""))).isEmpty();
    assertThat(clean(CLEAN.replaceAll("/usr.*so", "[heap]"))).isEmpty();
    assertThat(clean(CLEAN.replaceAll("/usr.*so", "/dev/zero"))).isEmpty();
    assertThat(clean(CLEAN.replace("1044 kB", "64 kB"))).isEmpty();
    assertThat(clean("")).isEmpty();
  }

  @Test
  void thereIsLimit() throws Exception {
    assertThat(clean(CLEAN.repeat(1000))).hasSize(64);
  }

  @Test
  void processTakesLessMemoryAfterwardsAndGoesOn() throws Exception {
    List<String> said = run("@" + root().resolve("agent/src/main/launcher/agent.jvm"));
    assertThat(said.getFirst()).isEqualTo("true");
    long before = Long.parseLong(said.get(1));
    long after = Long.parseLong(said.get(2));
    assertThat(after).as("KiB, before " + before).isLessThan(before - 4096);
    // What libraries had relocated is as it was, and everything still works.
    assertThat(said.get(4)).isEqualTo(said.get(3));
    assertThat(said.getLast()).isEqualTo("499500");
  }

  @Test
  void withoutJavasCallNothingHappens() throws Exception {
    List<String> said = run("-Xmx16m");
    assertThat(said.getFirst()).isEqualTo("false");
    assertThat(said.getLast()).isEqualTo("499500");
  }

  private static Path root() {
    return Path.of(System.getProperty("domestik.root"));
  }

  private static List<String> run(String option) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                UnusedPagesTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    return said;
  }

  /** The process that gives back, and says what it has before and after. */
  public static void main(String[] arguments) throws IOException {
    UnusedPages pages = new UnusedPages();
    List<String> said = new ArrayList<>();
    said.add("" + pages.isPossible());
    String relocated = sizes(" r--p .*libjvm.so", "Anonymous").toString();
    long before = sizes("", "Rss").stream().mapToLong(Long::longValue).sum();
    pages.giveBack();
    said.add("" + before);
    said.add("" + sizes("", "Rss").stream().mapToLong(Long::longValue).sum());
    said.add(relocated);
    said.add(sizes(" r--p .*libjvm.so", "Anonymous").toString());
    for (int again = 0; again < 20; again++) {
      System.gc();
      pages.giveBack();
    }
    said.add("" + Stream.iterate(0, i -> i + 1).limit(1000).mapToInt(i -> i).sum());
    said.forEach(System.out::println);
  }

  /** A line of each mapping whose first line ends like this, KiB. */
  private static List<Long> sizes(String mapping, String name) throws IOException {
    List<Long> sizes = new ArrayList<>();
    boolean wanted = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (!Character.isUpperCase(line.charAt(0))) {
        wanted = line.matches(".*" + mapping);
      } else if (wanted && line.startsWith(name + ":")) {
        sizes.add(Long.parseLong(line.replaceAll("\\D", "")));
      }
    }
    return sizes;
  }
}
