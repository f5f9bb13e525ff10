// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' remote write, 1.0 and 2.0, against a real store. */
class RemoteWriteTest {
  private static final String FIRST = "application/x-protobuf";
  private static final String SECOND = FIRST + ";proto=io.prometheus.write.v2.Request";
  private static final Instant AT = TestServer.NOON.minus(Duration.ofHours(1));
  private static final long T = AT.toEpochMilli();
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

  private HttpRequest.Builder request(String path, String type, byte[] body) {
    return server
        .request(path)
        .header("Content-Type", type)
        .header("Content-Encoding", "snappy")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<String> first(WriteRequest request) {
    return TestServer.send(request("/api/v1/write", FIRST, request.first()));
  }

  private HttpResponse<String> second(WriteRequest request) {
    return TestServer.send(request("/api/v1/write", SECOND, request.second()));
  }

  private String series(String probe, String keys) {
    return server.get("/api/v1/series?host=web-1&probe=" + probe + keys + TO).body();
  }

  private static WriteRequest filesystems() {
    String labels = "{job=\"node\",instance=\"web-1:9100\",device=\"/dev/vda\"}";
    return new WriteRequest()
        .series("node_filesystem_avail_bytes" + labels, T, 1.5e9, T + 15_000, 1.25e9)
        .series("node_filesystem_size_bytes" + labels, T, 4e9, T + 15_000, 4e9)
        .series("node_load1{job=\"node\",instance=\"web-1:9100\"}", T, 0.25);
  }

  @Test
  void metricsGoWhereAnAgentThatAsksTheExporterPutsThem() {
    assertThat(first(filesystems()).statusCode()).isEqualTo(204);
    assertThat(series("prom_node_filesystem_by_device", "&key=node&key=/dev/vda"))
        .contains("\"time\":[" + T + "," + (T + 15_000) + "]")
        .contains("\"avail_bytes\":{\"avg\":[1500000000,1250000000]")
        .contains("\"size_bytes\":{\"avg\":[4000000000,4000000000]");
    assertThat(series("prom_node", "&key=node")).contains("\"load1\":{\"avg\":[0.25]");
    assertThat(server.get("/api/v1/descriptions").body())
        .contains("\"key\":[\"source\",\"device\"]", "\"unit\":\"B\"");
  }

  @Test
  void theSecondVersionSaysTheSameAndIsToldWhatWasWritten() {
    HttpResponse<String> response = second(filesystems());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("5");
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
        .contains("0");
    assertThat(series("prom_node_filesystem_by_device", "&key=node&key=/dev/vda"))
        .contains("\"avail_bytes\":{\"avg\":[1500000000,1250000000]");
  }

  @Test
  void repeatsOfEitherVersionAndWhatComesLateChangeNothingElse() {
    assertThat(first(filesystems()).statusCode()).isEqualTo(204);
    assertThat(second(filesystems()).statusCode()).isEqualTo(204);
    String labels = "{job=\"node\",instance=\"web-1:9100\",device=\"/dev/vda\"}";
    WriteRequest late =
        new WriteRequest().series("node_filesystem_avail_bytes" + labels, T - 15_000, 7);
    assertThat(first(late).statusCode()).isEqualTo(204);
    assertThat(first(late).statusCode()).isEqualTo(204);
    assertThat(series("prom_node_filesystem_by_device", "&key=node&key=/dev/vda"))
        .contains("\"time\":[" + (T - 15_000) + "," + T + "," + (T + 15_000) + "]")
        .contains("\"avail_bytes\":{\"avg\":[7,1500000000,1250000000]");
    assertThat(server.get("/api/v1/verify").body())
        .contains("\"accepted\":3,\"live\":3")
        .contains("\"balanced\":true");
  }

  @Test
  void countersAndHistogramsKeepTheirNumbersUnderNamesOfTheirOwn() {
    WriteRequest request =
        new WriteRequest()
            .series("node_cpu_seconds_total{cpu=\"0\",instance=\"web-1:9100\",mode=\"idle\"}", T, 9)
            .series("rpc_duration_seconds_bucket{instance=\"web-1:1\",le=\"0.5\"}", T, 3)
            .series("rpc_duration_seconds_sum{instance=\"web-1:1\"}", T, 1.5)
            .series("rpc_duration_seconds_count{instance=\"web-1:1\"}", T, 4);
    assertThat(first(request).statusCode()).isEqualTo(204);
    assertThat(series("prom_node_by_cpu_mode", "&key=(empty)&key=0&key=idle"))
        .contains("\"cpu_seconds_total\":{\"avg\":[9]");
    assertThat(series("prom_rpc_by_le", "&key=(empty)&key=0.5"))
        .contains("\"duration_seconds_bucket\":{\"avg\":[3]");
    assertThat(series("prom_rpc", "&key=(empty)"))
        .contains("\"duration_seconds_sum\":{\"avg\":[1.5]")
        .contains("\"duration_seconds_count\":{\"avg\":[4]");
  }

  @Test
  void nativeHistogramsAreTheirCountAndSum() {
    String name = "http_latency_seconds{job=\"app\",instance=\"web-1:80\"}";
    WriteRequest request =
        new WriteRequest()
            .histogram(name, T, 12, 3.5)
            .histogram(name, T + 15_000, 0, WriteRequest.STALE);
    assertThat(first(request).statusCode()).isEqualTo(204);
    HttpResponse<String> response = second(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
        .contains("2");
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("0");
    assertThat(series("prom_http", "&key=app"))
        .contains("\"time\":[" + T + "]")
        .contains("\"latency_seconds_count\":{\"avg\":[12]")
        .contains("\"latency_seconds_sum\":{\"avg\":[3.5]");
  }

  @Test
  void whatIsNoNumberIsSkippedAndCountsAsTaken() {
    WriteRequest request =
        new WriteRequest()
            .series("up{instance=\"web-1:1\",job=\"a\"}", T, 1, T + 1000, WriteRequest.STALE)
            .series("odd{instance=\"web-1:1\"}", T, Double.NaN, T, Double.POSITIVE_INFINITY)
            .series("build_info{instance=\"web-1:1\",version=\"3\"}", T, 1);
    HttpResponse<String> response = second(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("5");
    assertThat(series("prom_up", "&key=a")).contains("\"time\":[" + T + "]");
    assertThat(server.get("/api/v1/hosts").body()).contains("\"probes\":[\"prom_up\"]");
  }

  @Test
  void addressesOfOneMachineThatDifferInTheirPathsAreSeveralSeries() {
    WriteRequest request = new WriteRequest();
    String[] paths = {"/login", "/health?deep=1", "/"};
    for (int i = 0; i < paths.length; i++) {
      String url = "https://web-1:8443" + paths[i];
      request.series("probe_success{job=\"blackbox\",instance=\"" + url + "\"}", T, i);
    }
    assertThat(first(request.series("up{instance=\"web-1:1/m\"}", T, 1)).statusCode())
        .isEqualTo(204);
    assertThat(server.get("/api/v1/stored?host=web-1&probe=prom_probe").body())
        .isEqualTo("[\"blackbox\",\"blackbox /health?deep=1\",\"blackbox /login\"]");
    assertThat(series("prom_probe", "&key=blackbox%20/login")).contains("\"avg\":[0]");
    assertThat(series("prom_probe", "&key=blackbox")).contains("\"avg\":[2]");
    assertThat(server.get("/api/v1/stored?host=web-1&probe=prom_up").body()).isEqualTo("[\"/m\"]");
  }

  private String stored(String probe) {
    return server.get("/api/v1/stored?host=web-1&probe=" + probe).body();
  }

  @Test
  void instancesOfOneHostAndJobAreKeptApartAlsoAfterARestart() {
    String one = "app_requests{job=\"app\",instance=\"web-1:8081\"}";
    String other = "app_requests{job=\"app\",instance=\"web-1:8082\"}";
    WriteRequest both = new WriteRequest().series(one, T, 1).series(other, T, 2);
    assertThat(first(both).statusCode()).isEqualTo(204);
    assertThat(stored("prom_app")).isEqualTo("[\"app\",\"app web-1:8082\"]");
    server.close();
    server = TestServer.start(data);
    String more = "app_errors{job=\"app\",instance=\"web-1:8082\",kind=\"io\"}";
    WriteRequest otherFirst =
        new WriteRequest().series(other, T + 1000, 4).series(more, T, 5).series(one, T + 1000, 3);
    assertThat(first(otherFirst).statusCode()).isEqualTo(204);
    assertThat(series("prom_app", "&key=app")).contains("\"avg\":[1,3]");
    assertThat(series("prom_app", "&key=app%20web-1:8082")).contains("\"avg\":[2,4]");
    assertThat(stored("prom_app_by_kind")).isEqualTo("[[\"app web-1:8082\",\"io\"]]");
  }

  @Test
  void anExporterBesideAnotherOfItsJobHasTheJobWhereItIsAlone() {
    String node = "{job=\"all\",instance=\"web-1:9100\"}";
    String mysql = "{job=\"all\",instance=\"web-1:9104\"}";
    WriteRequest request =
        new WriteRequest()
            .series("node_load1" + node, T, 1)
            .series("mysql_up" + mysql, T, 2)
            .series("go_threads" + node, T, 3)
            .series("go_threads" + mysql, T, 4);
    for (int start = 0; start < 2; start++) {
      assertThat(first(request).statusCode()).isEqualTo(204);
      assertThat(stored("prom_node")).isEqualTo("[\"all\"]");
      assertThat(stored("prom_mysql")).isEqualTo("[\"all\"]");
      assertThat(stored("prom_go")).isEqualTo("[\"all\",\"all web-1:9104\"]");
      server.close();
      server = TestServer.start(data);
    }
  }

  @Test
  void namesThatDifferInCapitalLettersAloneAreKeptApartAlsoAfterARestart() {
    String labels = "{instance=\"web-1:1\",job=\"a\"}";
    WriteRequest both =
        new WriteRequest().series("Node_load1" + labels, T, 1).series("node_load1" + labels, T, 2);
    assertThat(first(both).statusCode()).isEqualTo(204);
    server.close();
    server = TestServer.start(data);
    WriteRequest swapped =
        new WriteRequest()
            .series("node_load1" + labels, T + 1000, 4)
            .series("Node_load1" + labels, T + 1000, 3);
    assertThat(first(swapped).statusCode()).isEqualTo(204);
    assertThat(series("prom_node", "&key=a")).contains("\"load1\":{\"avg\":[1,3]");
    assertThat(series("prom_node_2", "&key=a")).contains("\"load1\":{\"avg\":[2,4]");
  }

  @Test
  void whatIsToldAsWrittenIsWhatIsStored() {
    String labels = "{instance=\"web-1:1\",job=\"a\"}";
    long ahead = TestServer.NOON.plus(Duration.ofDays(2)).toEpochMilli();
    WriteRequest request = new WriteRequest();
    for (int value = 0; value < 6; value++) {
      request.series("disk_" + (char) ('a' + value) + labels, ahead, 1); // One row has all.
    }
    request.histogram("rpc_seconds" + labels, ahead, 2, 3).series("up" + labels, T, 1);
    HttpResponse<String> response = second(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("1");
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
        .contains("0");
  }

  @Test
  void aLittleAheadIsStoredBesideWhatIsFarAhead() {
    long little = TestServer.NOON.plus(Duration.ofMinutes(5)).toEpochMilli();
    long far = TestServer.NOON.plus(Duration.ofDays(2)).toEpochMilli();
    WriteRequest request =
        new WriteRequest()
            .series("up{instance=\"web-1:1\",job=\"a\"}", little, 1)
            .series("up{instance=\"web-1:1\",job=\"b\"}", far, 1);
    HttpResponse<String> response = first(request);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response)).contains("ahead of the server's clock", "dropped=1");
    assertThat(stored("prom_up")).isEqualTo("[\"a\"]");
  }

  @Test
  void whatCannotBeStoredIsToldAndTheRestIsStored() {
    WriteRequest request =
        new WriteRequest()
            .series("up{instance=\"web-1:1\",job=\"a\"}", T, 1)
            .series("up{job=\"b\"}", T, 1)
            .series("up{instance=\"web-1:1\",job=\"c\"}", T / 1000, 1);
    HttpResponse<String> epoch =
        first(new WriteRequest().series("up{instance=\"web-1:1\",job=\"d\"}", 0, 1));
    assertThat(epoch.statusCode()).isEqualTo(400);
    assertThat(error(epoch)).contains("the timestamp 0 is of 1970");
    HttpResponse<String> response = second(request);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response))
        .startsWith("partial write: ")
        .contains("?host=")
        .endsWith("dropped=2");
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("1");
    assertThat(series("prom_up", "&key=a")).contains("\"value\":{\"avg\":[1]");
    HttpResponse<String> named =
        TestServer.send(
            request(
                "/prometheus/api/v1/write?host=rules",
                FIRST,
                new WriteRequest().series("up{job=\"b\"}", T, 1).first()));
    assertThat(named.statusCode()).as(named.body()).isEqualTo(204);
    assertThat(server.get("/api/v1/stored?host=rules&probe=prom_up").body()).isEqualTo("[\"b\"]");
  }

  @Test
  void whatTheStoreRefusesIsNotToldAsWritten() {
    long ahead = TestServer.NOON.plus(Duration.ofDays(2)).toEpochMilli();
    WriteRequest early =
        new WriteRequest()
            .series("up{instance=\"web-1:1\",job=\"a\"}", ahead, 1)
            .series("down{instance=\"web-1:1\",job=\"a\"}", ahead, 1);
    HttpResponse<String> response = second(early);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("0");
    response = second(early.series("up{instance=\"web-2:1\",job=\"a\"}", T, 1));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains("1");
  }

  @Test
  void otherProtocolsAndPackingsAreRefusedWith415() {
    byte[] body = filesystems().first();
    String path = "/api/v1/write";
    assertThat(TestServer.send(request(path, FIRST + "; proto=io.prometheus.write.v9.X", body)))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(415);
    assertThat(TestServer.send(request(path, "text/plain", body)).statusCode()).isEqualTo(415);
    assertThat(
            TestServer.send(
                server
                    .request(path)
                    .header("Content-Type", FIRST)
                    .POST(BodyPublishers.ofByteArray(body))))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(415);
    assertThat(error(TestServer.send(request(path, FIRST, new byte[] {9, 9})))).contains("snappy");
    assertThat(
            error(TestServer.send(request(path, FIRST, WriteRequest.packed(new byte[] {10, 9})))))
        .contains("WriteRequest");
    assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
  }

  @Test
  void namesThatWouldBeOneHaveAColumnEachAlsoAfterARestart() {
    String labels = "{instance=\"web-1:1\",job=\"a\"}";
    WriteRequest both =
        new WriteRequest().series("a_b_c" + labels, T, 1).series("a_b__c" + labels, T, 2);
    assertThat(first(both).statusCode()).isEqualTo(204);
    server.close();
    server = TestServer.start(data);
    WriteRequest other =
        new WriteRequest()
            .series("a_b__c" + labels, T + 1000, 2)
            .series("a_b_c" + labels, T + 1000, 1);
    assertThat(first(other).statusCode()).isEqualTo(204);
    assertThat(series("prom_a_b", "&key=a")).contains("\"avg\":[1,1]").contains("\"avg\":[2,2]");
  }

  @Test
  void whatIsTooMuchWithinAMinuteIsNotGivenUp() throws IOException {
    server.close();
    Files.writeString(data.resolve("server.conf"), "limits = { host_minute = { keys = 2 } }\n");
    server = TestServer.start(data);
    for (int status : new int[] {204, 503}) {
      WriteRequest request = new WriteRequest();
      for (int i = 0; i < 2; i++) {
        request.series("up{instance=\"web-1:1\",job=\"" + status + i + "\"}", T, 1);
      }
      HttpResponse<String> response = first(request);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      assertThat(response.headers().firstValue("Retry-After"))
          .isEqualTo(status == 503 ? Optional.of("60") : Optional.empty());
    }
  }

  @Test
  void aSampleOfTheFutureIsToBeSentAgain() {
    WriteRequest early =
        new WriteRequest()
            .series(
                "up{instance=\"web-1:1\"}", TestServer.NOON.toEpochMilli() + 86_400_000L * 3, 1);
    HttpResponse<String> response = first(early);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }
}
