// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.domestik.agent.prometheus.MetricsText.Metrics;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.domestik.agent.reading.LeftOut;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static Metrics read(String text) {
    return read(text, 1 << 20, new LeftOut());
  }

  private static Metrics read(String text, long bytes, LeftOut leftOut) {
    try {
      TextLines lines = new TextLines(new ByteArrayInputStream(text.getBytes(UTF_8)), bytes);
      return MetricsText.read(lines, name -> true, 100, leftOut);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double value(String line) {
    return read(line).series().getFirst().value();
  }

  @Test
  void namesLabelsAndNumbersAreRead() {
    Metrics metrics =
        read(
            """
            # HELP http_requests_total All of \\\\ them\\nby code.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{ method = "a\\"b\\\\c\\nd" , } 3

            # just a comment
            up 1
            """);
    assertThat(metrics.types()).isEqualTo(Map.of("http_requests_total", "counter"));
    assertThat(metrics.help()).containsEntry("http_requests_total", "All of \\ them by code.");
    List<Series> series = metrics.series();
    assertThat(series.get(0).labels()).isEqualTo(Map.of("code", "200", "method", "post"));
    assertThat(series.get(0).value()).isEqualTo(1027);
    assertThat(series.get(1).labels()).isEqualTo(Map.of("method", "a\"b\\c\nd"));
    assertThat(series.get(2).name()).isEqualTo("up");
  }

  @Test
  void everyFormOfNumberIsRead() {
    assertThat(value("a 1.5e+03")).isEqualTo(1500);
    assertThat(value("a -0.25")).isEqualTo(-0.25);
    assertThat(value("a NaN")).isNaN();
    assertThat(value("a +Inf")).isInfinite().isPositive();
    assertThat(value("a -Inf")).isInfinite().isNegative();
    assertThat(value("a{b=\"c\"} 3 # {trace_id=\"x\"} 0.5 1395066363")).isEqualTo(3);
  }

  @Test
  void whatIsNotOfTheFormatIsNamedWithItsLine() {
    assertThatThrownBy(() -> read("a 1\nb{c=d} 1")).hasMessage("line 2: expected '\"' at \"d} 1\"");
    assertThatThrownBy(() -> read("a one")).hasMessage("line 1: \"one\" is not a number");
    assertThatThrownBy(() -> read("a 1d")).hasMessageContaining("\"1d\"");
    assertThatThrownBy(() -> read("a{b=\"c\" 1")).hasMessageContaining("line 1");
    assertThatThrownBy(() -> read("a{b=\"c")).hasMessageContaining("expected '\"'");
    assertThatThrownBy(() -> read("<html>")).hasMessageContaining("a metric's name");
    assertThatThrownBy(() -> read("a")).hasMessageContaining("\"\" is not a number");
  }

  @Test
  void escapesAreThoseOfTheFormat() {
    Metrics metrics =
        read(
            """
            # HELP a C:\\\\new and\\nline
            #TYPE\ta   gauge
            a{p="C:\\\\new",q="\\d",r="a,b}"} 1
            """);
    assertThat(metrics.help()).containsEntry("a", "C:\\new and line");
    assertThat(metrics.types()).containsEntry("a", "gauge");
    assertThat(metrics.series().getFirst().labels())
        .isEqualTo(Map.of("p", "C:\\new", "q", "\\d", "r", "a,b}"));
  }

  @Test
  void textBeyondTheLimitIsNamedAndItsLastLineIsNotHalfRead() {
    LeftOut leftOut = new LeftOut();
    assertThat(read("a 1\nb 2\nc 345\n", 12, leftOut).series())
        .extracting(Series::name)
        .containsExactly("a", "b");
    assertThat(leftOut.text()).isEqualTo("what is beyond its first 12 bytes");
    LeftOut none = new LeftOut();
    assertThat(read("a 1\nb 2\nc 345", 13, none).series()).hasSize(3);
    assertThat(none.text()).isNull();
  }
}
