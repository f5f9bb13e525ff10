// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.domestik.agent.memory.UnusedPages.Mapping;
import org.junit.jupiter.api.Test;

class UnusedPagesTest {
  private static final String LINE =
      "7f4500000000-7f4500200000 r-xp 002e3000 fe:00 328747   /usr/lib/jvm/lib/server/libjvm.so";

  @Test
  void mappingOfFileIsFound() {
    Mapping mapping = new Mapping(0x7f4500000000L, 0x7f4500200000L);
    for (String rights : List.of("r-xp", "r--p", "r--s")) {
      assertThat(Mapping.readOnlyFile(LINE.replace("r-xp", rights))).isEqualTo(mapping);
    }
  }

  @Test
  void whatIsNoFileOrMayBeWrittenIsLeftAlone() {
    for (String rights : List.of("rw-p", "rwxp", "---p", "rw-s")) {
      assertThat(Mapping.readOnlyFile(LINE.replace("r-xp", rights))).as(rights).isNull();
    }
    for (String file : List.of("", "[heap]", "/dev/zero")) {
      assertThat(Mapping.readOnlyFile(LINE.replaceAll("/usr.*so", file))).as(file).isNull();
    }
    assertThat(Mapping.readOnlyFile("")).isNull();
  }

  @Test
  void processTakesLessMemoryAfterwardsAndGoesOn() throws Exception {
    List<String> said = run("@" + root().resolve("agent/src/main/launcher/agent.jvm"));
    assertThat(said.getFirst()).isEqualTo("true");
    long before = Long.parseLong(said.get(1));
    long after = Long.parseLong(said.get(2));
    assertThat(after).as("KiB, before " + before).isLessThan(before - 4096);
    // By and by it is known what the kernel only maps beside what is used.
    long learnt = Long.parseLong(said.get(3));
    assertThat(learnt).as("KiB, before " + before).isLessThan(before - 8192);
    // What libraries had relocated is as it was, and everything still works.
    assertThat(said.get(5)).isEqualTo(said.get(4));
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
    said.add("" + resident());
    boolean learning = pages.giveBack();
    said.add("" + resident());
    for (int again = 0; again < 100 && (learning || again < 20); again++) {
      System.gc();
      learning = pages.giveBack();
    }
    said.add("" + resident());
    said.add(relocated);
    said.add(sizes(" r--p .*libjvm.so", "Anonymous").toString());
    said.add("" + Stream.iterate(0, i -> i + 1).limit(1000).mapToInt(i -> i).sum());
    said.forEach(System.out::println);
  }

  private static long resident() throws IOException {
    return sizes("", "Rss").stream().mapToLong(Long::longValue).sum();
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
