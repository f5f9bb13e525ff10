// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code plan --hosts}, which looks at no data. */
class CapacityTest {
  private String said = "";

  private int run(String... args) throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, UTF_8);
    int code = Main.run(List.of(args), () -> TestServer.NOON, out, out);
    said = text.toString(UTF_8);
    return code;
  }

  @Test
  void eachStoreHasALine() throws Exception {
    assertThat(run("plan", "--hosts", "5000", "--probes=20", "--every", "1m")).isZero();
    assertThat(said.lines())
        .hasSize(4)
        .satisfiesExactly(
            it -> assertThat(it).startsWith("store "),
            it -> assertThat(it).startsWith("DuckDB "),
            it -> assertThat(it).startsWith("PostgreSQL "),
            it -> assertThat(it).startsWith("500,000 series."));
    assertThat(run("plan", "--hosts", "5000", "--json", "--config", "f")).isZero();
    assertThat(said).startsWith("[{\"store\":\"DuckDB\",\"liveMiB\":");
  }

  @Test
  void whatIsNoFleetIsNamed() throws Exception {
    assertThat(run("plan", "--hosts", "many")).isEqualTo(2);
    assertThat(said)
        .isEqualTo("domestik: --hosts is a whole number from 1 to 999999999, not many\n");
    assertThat(run("plan", "--hosts", "5", "--every", "often")).isEqualTo(2);
    assertThat(said).startsWith("domestik: --every: \"often\" is not a length of time");
    assertThat(run("plan", "--hosts", "5", "--host", "h")).isEqualTo(2);
    assertThat(said).contains("--host");
  }
}
