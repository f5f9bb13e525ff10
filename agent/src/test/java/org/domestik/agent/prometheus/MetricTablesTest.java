// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.reading.Reading;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricTablesTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private long ticks;

  private MetricTables tables(Map<String, Object> settings) {
    return new MetricTables(PrometheusConfig.read("prometheus", settings), "node");
  }

  private final MetricTables tables = tables(Map.of());

  private Map<String, Sample> samples(long seconds, String... lines) {
    return samples(seconds, START.plusSeconds(seconds), lines);
  }

  private Map<String, Sample> samples(long seconds, Instant time, String... lines) {
    ticks = seconds * 1_000_000_000;
    Map<String, Sample> samples = new HashMap<>();
    for (Reading reading : read(tables, time, String.join("\n", lines))) {
      if (reading.sample() != null) {
        samples.put(reading.probe(), reading.sample());
      }
    }
    return samples;
  }

  private List<Reading> read(MetricTables tables, Instant time, String text) {
    try {
      byte[] bytes = text.getBytes(UTF_8);
      TextLines lines = new TextLines(new ByteArrayInputStream(bytes), 1 << 20);
      return tables.readings(time, ticks, lines, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(Sample sample) {
    assertThat(sample).isNotNull();
    assertThat(sample.rows()).hasSize(1);
    return sample.rows().getFirst();
  }

  /** What a run this late says of a file. */
  private Row row(MetricsFile file, long seconds) throws IOException {
    ticks = seconds * 1_000_000_000;
    Instant time = START.plusSeconds(seconds);
    try (PrometheusSource.Said said = file.open(time)) {
      TextLines text = new TextLines(said.in(), 1 << 20);
      return row(tables.readings(time, ticks, text, said.written()).getFirst().sample());
    }
  }

  @Test
  void ratesOfAFileGoByWhenItWasWrittenAndStayUntilItIsWrittenAgain(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("job.prom");
    MetricsFile file = new MetricsFile(path, Duration.ofMinutes(10));
    for (int writing = 0; writing < 3; writing++) {
      int all = writing * writing * 300;
      Files.writeString(
          path,
          """
          job_g 1
          job_a_total %d
          # TYPE job_h histogram
          job_h_sum %d
          job_h_count %d
          """
              .formatted(all, 4 * all, 2 * all));
      Files.setLastModifiedTime(path, FileTime.from(START.plusSeconds(300L * writing)));
      for (int late = 7; late < 300; late += 15) {
        Row row = row(file, writing * 300L + late);
        assertThat(row.value("g")).isEqualTo(1);
        double rate = writing == 0 ? Double.NaN : 2 * writing - 1;
        double mean = writing == 0 ? Double.NaN : 2;
        assertThat(List.of(row.value("a"), row.value("h_rate"), row.value("h_mean")))
            .isEqualTo(List.of(rate, 2 * rate, mean));
      }
    }
  }

  @Test
  void metricWithATimeOfItsOwnGoesByThat() {
    // Prometheus' milliseconds, OpenMetrics' seconds.
    assertGoesByItsTime("a", "1795341600000", "1795341620000");
    assertGoesByItsTime("b", "1795341600.0", "1795341620.0");
  }

  private void assertGoesByItsTime(String name, String time, String later) {
    String type = "# TYPE x_y_" + name + " counter";
    String metric = "x_y_" + name + " ";
    samples(1, type, metric + "10 " + time);
    for (int seconds : List.of(26, 41)) {
      Map<String, Sample> samples = samples(seconds, type, metric + "50 " + later);
      assertThat(row(samples.get("prom_x_y")).value(name)).isEqualTo(2);
    }
  }

  @Test
  void labelsAndMetricsThatDifferStayApart() {
    String start = "x".repeat(1000);
    Map<String, Sample> samples =
        samples(
            0,
            "q{t=\"a\\nb\"} 1",
            "q{t=\"a b\"} 2",
            "q{t=\"" + start + "1\"} 3",
            "q{t=\"" + start + "2\"} 4",
            "a_b_c 5",
            "a_b__c 6",
            "r{a=\"x, y\"} 1",
            "r{a=\"x\",b=\"y\"} 2");
    assertThat(samples.get("prom_q_by_t").rows().stream().map(Row::key).distinct())
        .hasSize(4)
        .contains(List.of("node", "a\\nb"), List.of("node", "a b"));
    assertThat(row(samples.get("prom_a_b")))
        .isEqualTo(Row.of(List.of("node"), new TreeMap<>(Map.of("c", 5.0, "c_2", 6.0))));
  }

  @Test
  void countersOfOtherLabelsWithTheSameTextsAreOthers() {
    String[] first = {
      "# TYPE n_total counter",
      "n_total{a=\"x, y\"} 1",
      "n_total{a=\"x\",b=\"y\"} 100",
      "n_total{c=\"x, y\"} 7"
    };
    samples(0, first);
    Map<String, Sample> samples =
        samples(
            10,
            first[0],
            "n_total{a=\"x, y\"} 21",
            "n_total{a=\"x\",b=\"y\"} 110",
            "n_total{c=\"x, y\"} 7");
    assertThat(row(samples.get("prom_n_by_a")).value("value")).isEqualTo(2);
    assertThat(row(samples.get("prom_n_by_a_b")).value("value")).isEqualTo(1);
    assertThat(row(samples.get("prom_n_by_c")).value("value")).isZero();
  }

  @Test
  void metricsThatBeginAlikeAreTheValuesOfOneProbeAndLabelsItsKeys() {
    Map<String, Sample> samples =
        samples(
            0,
            "node_filesystem_avail_bytes{device=\"/dev/vda\",mountpoint=\"/\"} 10",
            "node_filesystem_size_bytes{device=\"/dev/vda\",mountpoint=\"/\"} 30",
            "node_filesystem_size_bytes{device=\"/dev/vdb\",mountpoint=\"/home\"} 40",
            "node_load1 0.5",
            "up 1");
    assertThat(samples)
        .containsOnlyKeys(
            "prom_node_filesystem_by_device_mountpoint".substring(0, 31)
                + "_%08x".formatted("prom_node_filesystem_by_device_mountpoint".hashCode()),
            "prom_node",
            "prom_up");
    assertThat(row(samples.get("prom_node")))
        .isEqualTo(Row.of(List.of("node"), Map.of("load1", 0.5)));
    assertThat(row(samples.get("prom_up")))
        .isEqualTo(Row.of(List.of("node"), Map.of("value", 1.0)));
  }

  @Test
  void descriptionHasUnitsKeysAndHelp() {
    Reading reading =
        read(
                tables,
                START,
                "# HELP disk_space_free_bytes What is left.\ndisk_space_free_bytes{disk=\"a\",source=\"b\",host=\"\"} 1\ndisk_space_age_seconds{disk=\"a\",source=\"b\"} 2")
            .getFirst();
    ProbeDescription said = reading.description();
    assertThat(said).isNotNull();
    assertThat(said.probe()).isEqualTo("prom_disk_space_by_disk_source");
    assertThat(said.keys()).containsExactly("source", "disk", "source_");
    assertThat(said.values())
        .extracting(it -> it.name() + " " + it.unit())
        .containsExactly("free_bytes B", "age_seconds s");
    assertThat(said.graphs()).hasSize(2);
    assertThat(said.graphs().getFirst().info()).isEqualTo("free_bytes: What is left.");
    assertThat(said.every()).hasToString("15 seconds");
    assertThat(ProbeDescription.fromTree(said.toTree(), "x")).isEqualTo(said);
  }

  @Test
  void countersAreRatesAndWithoutATypeThoseThatEndInTotal() {
    String types = "# TYPE net_in_total counter\n# TYPE net_odd counter";
    assertThat(
            samples(0, types, "net_in_total 100", "net_odd 5", "net_out_total 7", "net_now 1")
                .get("prom_net")
                .rows()
                .getFirst()
                .names())
        .containsExactly("now");
    Row row =
        row(
            samples(10, types, "net_in_total 200", "net_odd 6", "net_out_total 8", "net_now 2")
                .get("prom_net"));
    assertThat(row.value("in")).isEqualTo(10);
    assertThat(row.value("odd")).isEqualTo(0.1);
    assertThat(row.value("out")).isEqualTo(0.1);
    assertThat(row.value("now")).isEqualTo(2);
    assertThat(row(samples(20, types, "net_in_total 5", "net_now 2").get("prom_net")).names())
        .containsExactly("now");
  }

  @Test
  void clockThatIsSetMakesNoRateFalse() {
    assertThat(samples(0, START, "net_in_total 100")).isEmpty();
    assertThat(row(samples(10, START.plusSeconds(3610), "net_in_total 200").get("prom_net")))
        .isEqualTo(Row.of(List.of("node"), Map.of("in", 10.0)));
    assertThat(row(samples(20, START.minusSeconds(3600), "net_in_total 300").get("prom_net")))
        .isEqualTo(Row.of(List.of("node"), Map.of("in", 10.0)));
  }

  @Test
  void histogramGivesRateMeanAndQuantilesOfTheTimeBetween() {
    String text =
        """
        # TYPE http_wait_seconds histogram
        http_wait_seconds_bucket{code="200",le="0.1"} %d
        http_wait_seconds_bucket{code="200",le="1"} %d
        http_wait_seconds_bucket{code="200",le="+Inf"} %d
        http_wait_seconds_sum{code="200"} %d
        http_wait_seconds_count{code="200"} %d
        """;
    assertThat(samples(0, text.formatted(100, 100, 100, 1, 100))).isEmpty();
    Row row = row(samples(10, text.formatted(150, 200, 200, 41, 200)).get("prom_http_by_code"));
    assertThat(row.key()).containsExactly("node", "200");
    assertThat(row.value("wait_seconds_rate")).isEqualTo(10);
    assertThat(row.value("wait_seconds_mean")).isEqualTo(0.4);
    assertThat(row.value("wait_seconds_p50")).isEqualTo(0.1);
    assertThat(row.value("wait_seconds_p90")).isCloseTo(0.82, Offset.offset(1e-9));
    assertThat(
            samples(20, text.formatted(150, 200, 200, 41, 200))
                .get("prom_http_by_code")
                .rows()
                .getFirst()
                .names())
        .containsExactly("wait_seconds_rate");
  }

  @Test
  void summaryGivesItsQuantiles() {
    Row row =
        row(
            samples(
                    0,
                    "# TYPE go_gc_duration_seconds summary",
                    "go_gc_duration_seconds{quantile=\"0.5\"} 0.001",
                    "go_gc_duration_seconds{quantile=\"0.999\"} 0.002",
                    "go_gc_duration_seconds{quantile=\"1\"} NaN",
                    "go_gc_duration_seconds_sum 3",
                    "go_gc_duration_seconds_count 4")
                .get("prom_go_gc"));
    assertThat(row.names()).containsExactly("duration_seconds_p50", "duration_seconds_p99_9");
  }

  @Test
  void textsInLabelsAndWhatIsNotFiniteAreLeftOut() {
    assertThat(
            samples(
                0, "node_uname_info{release=\"6.1\"} 1", "go_x_created 1e9", "a_b NaN", "a_c +Inf"))
        .isEmpty();
  }

  @Test
  void seriesBeyondTheLimitAreNamedAndTheRestIsThere() {
    String text = "a_x{n=\"1\"} 1\na_x{n=\"2\"} 1\nb_x 1\nc_x 1";
    MetricTables few = tables(Map.of("series", 2L));
    assertThat(read(few, START, text)).extracting(Reading::probe).containsExactly("prom_a_by_n");
    assertThat(few.leftOut().text())
        .contains(
            "1 series of b_x: there are more than 2 in all; leave out metrics with drop",
            "1 series of c_x");
    Map<String, Object> settings = Map.of("series", 2L, "drop", List.of("a_*"));
    MetricTables kept = tables(settings);
    assertThat(read(kept, START, text))
        .extracting(Reading::probe)
        .containsExactly("prom_b", "prom_c");
    assertThat(kept.leftOut().text()).isNull();
    assertThat(read(tables(Map.of("keep", "c*")), START, text))
        .extracting(Reading::probe)
        .containsExactly("prom_c");
  }

  private static String many(String name, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(name.formatted(i)).append(" ").append(i).append('\n');
    }
    return text.toString();
  }

  @Test
  void metricsTooManyForOneTableAreTablesByMoreWords() {
    String text =
        many("node_zfs_arc_a%d", 150) + many("node_zfs_dmu_b%d", 60) + many("node_disk_c%d", 200);
    List<Reading> readings = read(tables, START, text);
    assertThat(readings)
        .extracting(Reading::probe)
        .containsExactlyInAnyOrder("prom_node_zfs_arc", "prom_node_zfs_dmu", "prom_node_disk");
    assertThat(values(readings)).isEqualTo(410);
    assertThat(tables.leftOut().text()).isNull();
    // They stay apart when there are fewer.
    assertThat(samples(10, "node_zfs_arc_a1 1")).containsOnlyKeys("prom_node_zfs_arc");
  }

  private static int values(List<Reading> readings) {
    int values = 0;
    for (Reading reading : readings) {
      Sample sample = reading.sample();
      values += sample == null ? 0 : sample.rows().stream().mapToInt(it -> it.names().size()).sum();
    }
    return values;
  }

  @Test
  void metricsThatNothingTellsApartBeyondATablesWidthAreNamed() {
    List<Reading> readings = read(tables, START, many("wide_x_c%d", 203) + "other 1");
    assertThat(values(readings)).isEqualTo(201);
    assertThat(tables.leftOut().text())
        .contains("wide_x_c200: \"wide x\" has more than 200 metrics; drop some")
        .doesNotContain("wide_x_c199");
  }

  @Test
  void moreLabelsThanAKeyHasLevelsAreOneLevelTogether() {
    Map<String, Sample> samples =
        samples(
            0,
            "seven_x{a=\"1\",b=\"2\",c=\"3\",d=\"4\",e=\"5\",f=\"6\",g=\"7\"} 1",
            "nine_x{a=\"1\",b=\"2\",c=\"3\",d=\"4\",e=\"5\",f=\"6\",g=\"7\",h=\"8\",i=\"\\\"9\"} 1",
            "nine_x{a=\"1\",b=\"2\",c=\"3\",d=\"4\",e=\"5\",f=\"6\",g=\"7\",h=\"8\",i=\"10\"} 2");
    assertThat(row(samples.get("prom_seven_by_a_b_c_d_e_f_g")).key())
        .containsExactly("node", "1", "2", "3", "4", "5", "6", "7");
    Sample nine = samples.get("prom_nine_by_a_b_c_d_e_f_other_labels");
    assertThat(nine.rows())
        .extracting(Row::key)
        .containsExactly(
            List.of("node", "1", "2", "3", "4", "5", "6", "g=\"7\", h=\"8\", i=\"\\\"9\""),
            List.of("node", "1", "2", "3", "4", "5", "6", "g=\"7\", h=\"8\", i=\"10\""));
  }

  @Test
  void metricsAndLabelsThatLookAlikeAreToldApart() {
    String longText = "x".repeat(1_000);
    Map<String, Sample> samples =
        samples(
            0,
            "a_b_c 1",
            "a_b__c 2",
            "a_b:c 3",
            "l_v{n=\"" + longText + "1\"} 1",
            "l_v{n=\"" + longText + "2\"} 2",
            "k_v{x_y=\"1\"} 1",
            "k_v{x=\"1\",y=\"2\"} 2");
    assertThat(row(samples.get("prom_a_b")).names()).hasSize(3);
    assertThat(samples.get("prom_l_by_n").rows())
        .extracting(Row::key)
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(key.getLast()).hasSize(1_000));
    assertThat(samples.keySet()).filteredOn(it -> it.startsWith("prom_k_by_x_y")).hasSize(2);
  }

  @Test
  void quantilesInPercentAndOthersAreThere() {
    Row row =
        row(
            samples(
                    0,
                    "# TYPE rpc_wait_seconds summary",
                    "rpc_wait_seconds{quantile=\"50\"} 1",
                    "rpc_wait_seconds{quantile=\"99.9\"} 2",
                    "rpc_wait_seconds{quantile=\"1\"} 3",
                    "rpc_wait_seconds{quantile=\"max\"} 4")
                .get("prom_rpc"));
    assertThat(row.value("wait_seconds_p50")).isEqualTo(1);
    assertThat(row.value("wait_seconds_p99_9")).isEqualTo(2);
    assertThat(row.value("wait_seconds_p1")).isEqualTo(3);
    assertThat(row.value("wait_seconds_quantile_max")).isEqualTo(4);
  }

  @Test
  void typesOfOpenMetricsAreUnderstood() {
    String text =
        """
        # TYPE feature stateset
        feature{feature="a"} 1
        feature{feature="b"} 0
        # TYPE build info
        build_info{version="1"} 1
        # TYPE job_age_seconds gaugehistogram
        # UNIT job_age_seconds seconds
        job_age_seconds_bucket{le="1.0"} 10
        job_age_seconds_bucket{le="10.0"} 20
        job_age_seconds_bucket{le="+Inf"} 20
        job_age_seconds_gcount 20
        job_age_seconds_gsum 60
        # TYPE old_hits_total untyped
        old_hits_total %d
        # TYPE new_hits unknown
        new_hits_total %d
        # TYPE flow_volume counter
        # UNIT flow_volume bytes
        flow_volume_total %d # {trace_id="x"} 1 1.5
        flow_volume_created 1e9
        # EOF
        """;
    Map<String, Sample> first = samples(0, text.formatted(1, 1, 1));
    assertThat(first).containsOnlyKeys("prom_feature_by_feature", "prom_job");
    assertThat(first.get("prom_feature_by_feature").rows())
        .containsExactly(
            Row.of(List.of("node", "a"), Map.of("value", 1.0)),
            Row.of(List.of("node", "b"), Map.of("value", 0.0)));
    Row ages = row(first.get("prom_job"));
    assertThat(ages.value("age_seconds_count")).isEqualTo(20);
    assertThat(ages.value("age_seconds_mean")).isEqualTo(3);
    assertThat(ages.value("age_seconds_p50")).isEqualTo(1);
    assertThat(ages.value("age_seconds_p90")).isCloseTo(8.2, Offset.offset(1e-9));
    Map<String, Sample> second = samples(10, text.formatted(11, 21, 31));
    assertThat(row(second.get("prom_old")).value("hits")).isEqualTo(1);
    assertThat(row(second.get("prom_new")).value("hits")).isEqualTo(2);
    assertThat(row(second.get("prom_flow")).value("volume")).isEqualTo(3);
    ProbeDescription flow =
        read(tables, START, text.formatted(12, 22, 32)).stream()
            .filter(it -> it.probe().equals("prom_flow"))
            .findFirst()
            .orElseThrow()
            .description();
    assertThat(flow).isNotNull();
    assertThat(flow.values().getFirst().unit()).isEqualTo("B/s");
  }

  @Test
  void namesInQuotesAreMetricsLikeAnyOther() {
    Map<String, Sample> samples =
        samples(
            0,
            "\ufeff# TYPE \"http.server.größe\" gauge",
            "{\"http.server.größe\",\"k.ä\"=\"v\"} 1",
            "{\"http.server.große\", \"k.ä\"=\"v\"} 2",
            "{plain=\"x\",\"my.name\"} 3");
    Row row = row(samples.get("prom_http_server_by_k_"));
    assertThat(row.key()).containsExactly("node", "v");
    assertThat(row.names()).hasSize(2).first().isEqualTo("gr_e");
    assertThat(row(samples.get("prom_my_by_plain")).value("name")).isEqualTo(3);
  }
}
