// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenTelemetry's metrics, sent by its own exporter and by hand. */
class OtlpTest {
  private static final String NANOS = "1795345200000000000";
  private static final String TO = "&from=2026-11-22T10:00:00Z&to=2026-11-22T12:00:00Z";

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String series(String probe, String keys) {
    return server.get("/api/v1/series?host=web-1&probe=" + probe + keys + TO).body();
  }

  private HttpResponse<String> json(String metrics) {
    return server.post(
        "/v1/metrics",
        """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"host.name","value":{"stringValue":"web-1"}},
          {"key":"service.name","value":{"stringValue":"shop"}}]},
         "scopeMetrics":[{"metrics":[%s]}]}]}"""
            .formatted(metrics));
  }

  private void exported(String compression, AggregationTemporalitySelector temporality) {
    Attributes whose =
        Attributes.builder()
            .put("host.name", "web-1")
            .put("service.name", "shop")
            .put("service.instance.id", "6f1c0000-0000-4000-8000-000000000001")
            .build();
    OtlpHttpMetricExporter exporter =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(server.running.url() + "/v1/metrics")
            .setCompression(compression)
            .setAggregationTemporalitySelector(temporality)
            .build();
    // The exporter's clock is the machine's; the server's must not be behind it.
    server.advance(Duration.between(server.instant(), Instant.now().plusSeconds(60)));
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setResource(Resource.create(whose))
            .registerMetricReader(
                PeriodicMetricReader.builder(exporter).setInterval(Duration.ofDays(1)).build())
            .build()) {
      Meter meter = provider.get("test");
      LongCounter orders = meter.counterBuilder("shop.orders.placed").setUnit("{order}").build();
      orders.add(3, Attributes.builder().put("kind", "book").build());
      orders.add(4, Attributes.builder().put("kind", "book").build());
      meter.gaugeBuilder("shop.room.temperature").setUnit("Cel").build().set(21.5);
      meter.upDownCounterBuilder("shop.carts").build().add(-2);
      DoubleHistogram time =
          meter
              .histogramBuilder("http.server.request.duration")
              .setUnit("s")
              .setExplicitBucketBoundariesAdvice(List.of(0.1, 1.0))
              .build();
      time.record(0.05);
      time.record(0.5);
      time.record(7);
      assertThat(provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  private String latest(String probe, String keys) {
    Instant now = server.instant();
    return server
        .get(
            "/api/v1/series?host=web-1&probe="
                + probe
                + keys
                + "&from="
                + now.minus(Duration.ofHours(1))
                + "&to="
                + now.plusSeconds(1))
        .body();
  }

  @Test
  void whatTheJavaExporterSendsIsReadBack() {
    exported("gzip", AggregationTemporalitySelector.alwaysCumulative());
    assertThat(latest("otel_shop_orders_by_kind", "&key=shop&key=book"))
        .contains("\"placed_total\":{\"avg\":[7");
    assertThat(latest("otel_shop_room", "&key=shop")).contains("\"temperature\":{\"avg\":[21.5");
    assertThat(latest("otel_shop", "&key=shop")).contains("\"carts\":{\"avg\":[-2");
    assertThat(latest("otel_http_server", "&key=shop"))
        .contains("\"request_duration_count\":{\"avg\":[3")
        .contains("\"request_duration_sum\":{\"avg\":[7.55")
        .contains("\"request_duration_min\":{\"avg\":[0.05")
        .contains("\"request_duration_max\":{\"avg\":[7");
    assertThat(latest("otel_http_server_by_le", "&key=shop&key=1"))
        .contains("\"request_duration_bucket\":{\"avg\":[2");
    assertThat(latest("otel_http_server_by_le", "&key=shop&key=%2BInf"))
        .contains("\"request_duration_bucket\":{\"avg\":[3");
  }

  @Test
  void deltasHaveNamesOfTheirOwn() {
    exported("none", AggregationTemporalitySelector.deltaPreferred());
    assertThat(latest("otel_shop_orders_by_kind", "&key=shop&key=book"))
        .contains("\"placed_delta\":{\"avg\":[7");
    assertThat(latest("otel_http_server", "&key=shop"))
        .contains("\"request_duration_count_delta\":{\"avg\":[3");
  }

  @Test
  void jsonSaysTheSameAndARepeatChangesNothing() {
    String metrics =
        """
        {"name":"shop.orders.placed","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
          {"asInt":"7","timeUnixNano":"%1$s","attributes":[{"key":"kind","value":{"stringValue":"book"}}]}]}},
        {"name":"queue.wait","unit":"s","summary":{"dataPoints":[{"timeUnixNano":"%1$s","count":"2","sum":3.5,
          "quantileValues":[{"quantile":0.5,"value":1},{"quantile":0.99,"value":2.5}]}]}},
        {"name":"gone","gauge":{"dataPoints":[{"timeUnixNano":"%1$s","flags":1}]}}"""
            .formatted(NANOS);
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = json(metrics);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{}");
    }
    assertThat(series("otel_shop_orders_by_kind", "&key=shop&key=book"))
        .contains("\"placed_total\":{\"avg\":[7]");
    assertThat(series("otel_queue_by_quantile", "&key=shop&key=0.99"))
        .contains("\"wait\":{\"avg\":[2.5]");
    assertThat(series("otel_queue", "&key=shop"))
        .contains("\"wait_count\":{\"avg\":[2]")
        .contains("\"wait_sum\":{\"avg\":[3.5]");
    assertThat(server.get("/api/v1/verify").body()).contains("\"balanced\":true");
  }

  /** A gauge of a resource with such attributes. */
  private static String gauge(String name, int number, String... attributes) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      all.append(",{\"key\":\"%s\",\"value\":".formatted(attributes[i]))
          .append("{\"stringValue\":\"%s\"}}".formatted(attributes[i + 1]));
    }
    return """
    {"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"web-1"}}%s]},
     "scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[
       {"timeUnixNano":"%s","asInt":"%d"}]}}]}]}"""
        .formatted(all, name, NANOS, number);
  }

  @Test
  void processesAndContainersOfOneHostHaveTheirOwnSeries() {
    String program = "process.executable.name";
    List<String> resources =
        List.of(
            gauge("process.memory.usage", 1, "process.pid", "7", program, "sh"),
            gauge("process.memory.usage", 2, "process.pid", "8", program, "sh"),
            gauge("pod.cpu.usage", 3, "k8s.pod.name", "a", "k8s.namespace.name", "n"),
            gauge("pod.cpu.usage", 4, "k8s.pod.name", "b", "k8s.namespace.name", "n"),
            gauge("container.cpu.usage", 5, "container.name", "db"),
            gauge("jvm.cpu.count", 6, "process.pid", "7"));
    String body = "{\"resourceMetrics\":[" + String.join(",", resources) + "]}";
    assertThat(server.post("/v1/metrics", body).body()).isEqualTo("{}");
    String processes = "otel_process_memory_by_process__dff4bc90";
    assertThat(series(processes, "&key=(empty)&key=sh&key=7")).contains("\"avg\":[1]");
    assertThat(series(processes, "&key=(empty)&key=sh&key=8")).contains("\"avg\":[2]");
    String pods = "otel_pod_cpu_by_k8s_namespace_n_0ed26911";
    assertThat(series(pods, "&key=(empty)&key=n&key=a")).contains("\"avg\":[3]");
    assertThat(series(pods, "&key=(empty)&key=n&key=b")).contains("\"avg\":[4]");
    assertThat(series("otel_container_cpu_by_container_name", "&key=(empty)&key=db"))
        .contains("\"avg\":[5]");
    assertThat(series("otel_jvm_cpu", "&key=(empty)")).contains("\"avg\":[6]");
  }

  @Test
  void whatCannotBeStoredIsAPartialSuccess() {
    HttpResponse<String> response =
        json(
            """
            {"name":"a.b","gauge":{"dataPoints":[{"timeUnixNano":"%s","asDouble":1.5},
              {"timeUnixNano":"17","asDouble":1}]}}"""
                .formatted(NANOS));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"rejectedDataPoints\":\"1\"").contains("1970");
    assertThat(series("otel_a", "&key=shop")).contains("\"b\":{\"avg\":[1.5]");
    String nobody =
        "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a\",\"gauge\":"
            + "{\"dataPoints\":[{\"timeUnixNano\":\""
            + NANOS
            + "\",\"asInt\":1}]}}]}]}]}";
    assertThat(server.post("/v1/metrics", nobody).body()).contains("host.name").contains("\"1\"");
    assertThat(server.post("/v1/metrics?host=box", nobody).body()).isEqualTo("{}");
    assertThat(server.get("/api/v1/hosts").body()).contains("\"box\"");
  }

  @Test
  void whatIsNoRequestIsRefusedInWords() {
    assertThat(error(server.post("/v1/metrics", "[]"))).contains("expected an object");
    assertThat(error(server.post("/v1/metrics", "{\"resourceMetrics\":[3]}")))
        .contains("resourceMetrics");
    assertThat(error(server.post("/v1/metrics", "application/x-protobuf", "\n\t")))
        .contains("ExportMetricsServiceRequest");
    assertThat(server.post("/v1/metrics", "text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
  }
}
