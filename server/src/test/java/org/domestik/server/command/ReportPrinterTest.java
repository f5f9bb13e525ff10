// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.domestik.server.operation.Report;
import org.junit.jupiter.api.Test;

class ReportPrinterTest {
  private static final Report REPORT =
      new Report(
          List.of("host", "live", "keys", "differences"),
          List.of(
              Arrays.asList("here", 197L, List.of("sda", "read"), List.of("a: 1 there", "b: 2")),
              Arrays.asList("b\tc", 5.0, null, List.of("d\ne"))));

  private static List<String> printed(Report report, boolean json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ReportPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8)).print(report, json);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void entriesThatAreSentencesAreToldApart() {
    assertThat(printed(REPORT, false))
        .containsExactly(
            "host  live  keys      differences",
            "here   197  sda read  a: 1 there; b: 2",
            "b c      5            d e");
  }

  @Test
  void programsGetListsAsLists() {
    assertThat(printed(REPORT, true))
        .singleElement()
        .asString()
        .contains("\"differences\":[\"a: 1 there\",\"b: 2\"]");
  }

  @Test
  void nothingIsSaidAsSuch() {
    Report empty = new Report(List.of("host"), List.of());
    assertThat(printed(empty, false)).containsExactly("host", "(nothing)");
    assertThat(printed(empty, true)).containsExactly("[]");
  }
}
