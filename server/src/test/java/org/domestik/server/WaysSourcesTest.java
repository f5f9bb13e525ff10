// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's sources hold for whatever way samples come. */
class WaysSourcesTest {
  private static final long SECONDS = 1795345200;
  private static final String RANGE = "&from=2026-11-22T10:00:00Z&to=2026-11-22T12:00:00Z";

  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(
        data.resolve("server.conf"),
        """
        sources = {
          { protocol = "prometheus", measurement = "kube_*", prefix = "k8s_", host = "node",
            keys = { "pod" }, without = { "uid", "instance" }, units = { ["*_cpu"] = "cores" } },
          { protocol = "prometheus", measurement = "http_*", keys = { "instance" } },
          { protocol = "otlp", tags = { "k8s.node.name" }, host = "k8s.node.name",
            keys = { "k8s.pod.name" }, prefix = "k8s_" },
          { protocol = "collectd", measurement = "virt", prefix = "vm_", host = "instance",
            units = { ["virt.ticks"] = "s" } },
        }
        """);
    server = TestServer.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String series(String query) {
    return server.get("/api/v1/series?" + query + RANGE).body();
  }

  @Test
  void ofRemoteWrite() {
    byte[] body =
        new WriteRequest()
            .series(
                "kube_pod_cpu{instance=\"ksm:8080\",job=\"ksm\",node=\"n1\",pod=\"p\",uid=\"7\"}",
                SECONDS * 1000,
                2)
            .series("up{instance=\"ksm:8080\",job=\"ksm\"}", SECONDS * 1000, 1)
            .series("http_busy_now{instance=\"w:1\",job=\"j\"}", SECONDS * 1000, 3)
            .series("http_busy_now{instance=\"w:2/m\",job=\"j\"}", SECONDS * 1000, 4)
            .first();
    assertThat(
            TestServer.send(
                    server
                        .request("/api/v1/write")
                        .header("Content-Type", "application/x-protobuf")
                        .header("Content-Encoding", "snappy")
                        .POST(BodyPublishers.ofByteArray(body)))
                .body())
        .isEmpty();
    assertThat(series("host=n1&probe=k8s_kube_pod_by_pod&key=ksm&key=p"))
        .contains("\"cpu\":{\"avg\":[2]");
    assertThat(server.get("/api/v1/stored?host=w&probe=prom_http_busy_by_instance").body())
        .isEqualTo("[[\"j\",\"w:1\"],[\"j\",\"w:2/m\"]]");
    assertThat(series("host=ksm&probe=prom_up&key=ksm")).contains("\"avg\":[1]");
    assertThat(server.get("/api/v1/descriptions").body()).contains("\"unit\":\"cores\"");
  }

  @Test
  void ofOpenTelemetry() {
    String resource =
        """
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}},
          {"key":"k8s.node.name","value":{"stringValue":"n1"}},
          {"key":"k8s.pod.name","value":{"stringValue":"p"}}]},
         "scopeMetrics":[{"metrics":[{"name":"app.load","gauge":{"dataPoints":[
          {"timeUnixNano":"%d000000000","asDouble":1.5}]}}]}]}]}"""
            .formatted(SECONDS);
    assertThat(server.post("/v1/metrics", resource).body()).isEqualTo("{}");
    assertThat(series("host=n1&probe=k8s_app_by_k8s_pod_name&key=shop&key=p"))
        .contains("\"load\":{\"avg\":[1.5]");
  }

  @Test
  void ofCollectd() {
    String list =
        """
        {"values":[7],"dstypes":["gauge"],"dsnames":["value"],"time":%d,"interval":10,"host":"hv",
         "plugin":"virt","plugin_instance":"%s","type":"ticks","type_instance":"cpu0"}""";
    String body = "[" + list.formatted(SECONDS, "vm-1") + "," + list.formatted(SECONDS, "") + "]";
    assertThat(server.post("/collectd", body).statusCode()).isEqualTo(200);
    assertThat(series("host=vm-1&probe=vm_virt&key=cpu0")).contains("\"ticks\":{\"avg\":[7]");
    assertThat(series("host=hv&probe=vm_virt&key=cpu0")).contains("\"ticks\":{\"avg\":[7]");
    assertThat(server.get("/api/v1/descriptions").body()).contains("\"unit\":\"s\"");
  }
}
