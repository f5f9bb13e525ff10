// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.domestik.agent.prometheus.MetricsText.Metrics;
import org.domestik.agent.prometheus.MetricsText.Series;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private static Metrics read(String text) {
    return MetricsText.read(text, name -> true, 100);
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
}
