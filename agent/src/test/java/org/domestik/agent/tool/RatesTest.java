// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.domestik.agent.script.ProbeFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatesTest {
  @TempDir Path folder;

  /** What a probe of one counter says in its second run. */
  private String second(String host, String options, Object... counters) throws IOException {
    Path script = folder.resolve("one.lua");
    Files.writeString(
        script,
        """
        local rate = require("rates").new(%s)
        return function()
          local file = io.open("/proc/counter")
          local value = file:read("l")
          file:close()
          local grown = value ~= "" and rate("x", value)
          return grown and { per_second = grown } or nil
        end
        """
            .formatted(options));
    Path machine = folder.resolve("cases").resolve("case" + host.hashCode() + options.hashCode());
    for (int run = 0; run < counters.length; run++) {
      Path file = machine.resolve("root" + (run == 0 ? "" : run + 1) + "/proc/counter");
      Files.createDirectories(file.getParent());
      Files.writeString(file, counters[run] + "\n");
    }
    Files.writeString(machine.resolve("host.lua"), host);
    ProbeCase.Answer answer = new ProbeCase(machine, ProbeFolders.single(script)).answer();
    assertThat(answer.error()).isNull();
    return answer.sample() == null ? "nothing" : answer.sample().rows().getFirst().toString();
  }

  private static String perSecond(double number) {
    return List.of() + "[per_second][" + number + "]";
  }

  @Test
  void setClockMakesNoFalseRate() throws IOException {
    String ahead = "now = { 1000, 1000000 }\nsteady = { 50, 60 }";
    assertThat(second(ahead, "", 100, 300)).isEqualTo(perSecond(20));
    String back = "now = { 1000, 10 }\nsteady = { 50, 60 }";
    assertThat(second(back, "", 100, 300)).isEqualTo(perSecond(20));
  }

  @Test
  void rebootIsAReset() throws IOException {
    assertThat(second("boot = { 'a', 'b' }", "", 100, 300)).isEqualTo("nothing");
    assertThat(second("boot = { 'a', 'a' }", "", 100, 300)).isEqualTo(perSecond(20));
    assertThat(second("boot = { 'a', 'b', 'b' }", "", 100, 300, 400)).isEqualTo(perSecond(10));
  }

  @Test
  void counterOfSoManyBitsWrapsAndAnyOtherThatShrinksWasReset() throws IOException {
    assertThat(second("now = 1", "{ wrap = 32 }", 4_294_967_290L, 4)).isEqualTo(perSecond(1));
    assertThat(second("now = 1", "", 4_294_967_290L, 4)).isEqualTo("nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551000, 18446744073709551100, 10",
    "9007199254740993, 9007199254741003, 1",
    "9223372036854775800, 9223372036854775900, 10",
    "18446744073709551610, 4, 1",
    "0018446744073709551610, 18446744073709551615, 0.5",
    "1e3, 1.1e3, 10",
  })
  void countersOf64BitsAreExact(String before, String after, double rate) throws IOException {
    assertThat(second("now = 1", "", before, after)).isEqualTo(perSecond(rate));
  }

  @ParameterizedTest
  @CsvSource({
    "182018452734, 18446743984687580690",
    "5, 18446744073709551615",
    "18446744073709551615, 18446744073709551616",
    "100, 99999999999999999999",
    "0, 1e300",
  })
  void whatCannotHaveBeenCountedIsAGap(String before, String after) throws IOException {
    assertThat(second("now = 1", "", before, after)).isEqualTo("nothing");
  }

  @Test
  void mostLimitsARate() throws IOException {
    assertThat(second("now = 1", "{ most = 20 }", 0, 200)).isEqualTo(perSecond(20));
    assertThat(second("now = 1", "{ most = 20 }", 0, 201)).isEqualTo("nothing");
    assertThat(second("now = 1", "{ most = 20 }", 0, 201, 301)).isEqualTo(perSecond(10));
  }

  @Test
  void runThatDidNotSeeTheCounterIsAGap() throws IOException {
    assertThat(second("now = 1", "", 100, "", 1000)).isEqualTo("nothing");
    assertThat(second("now = 1", "", 100, "", 1000, 1100)).isEqualTo(perSecond(10));
  }

  @Test
  void caseWithoutASteadyClockHasOne() throws IOException {
    assertThat(second("now = { 10, 15 }", "", 100, 300)).isEqualTo(perSecond(40));
  }
}
