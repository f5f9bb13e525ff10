// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What collectd's plugin write_http sends, as its documentation has it. */
class CollectdTest {
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

  private static String list(
      String values, String dstypes, String dsnames, String plugin, String type) {
    return """
        {"values":[%s],"dstypes":[%s],"dsnames":[%s],"time":1795345200.265,"interval":10.000,
         "host":"web-1.example.org","plugin":%s,"type":%s}"""
        .formatted(values, dstypes, dsnames, plugin, type);
  }

  private String series(String probe, String keys) {
    return server.get("/api/v1/series?host=web-1.example.org&probe=" + probe + keys + TO).body();
  }

  @Test
  void pluginsAreProbesAndTypesValues() {
    String body =
        "["
            + list(
                "7,9",
                "\"derive\",\"derive\"",
                "\"rx\",\"tx\"",
                "\"interface\",\"plugin_instance\":\"eth0\"",
                "\"if_octets\",\"type_instance\":\"\"")
            + ","
            + list(
                "2048",
                "\"gauge\"",
                "\"value\"",
                "\"memory\",\"plugin_instance\":\"\"",
                "\"memory\",\"type_instance\":\"used\"")
            + ","
            + list(
                "0.1,null,0.3",
                "\"gauge\",\"gauge\",\"gauge\"",
                "\"shortterm\",\"midterm\",\"longterm\"",
                "\"load\"",
                "\"load\"")
            + "]";
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = server.post("/collectd", body);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
    assertThat(series("collectd_interface", "&key=eth0&key=(empty)"))
        .contains("\"time\":[1795345200265]")
        .contains("\"if_octets_rx_total\":{\"avg\":[7]")
        .contains("\"if_octets_tx_total\":{\"avg\":[9]");
    assertThat(series("collectd_memory", "&key=(empty)&key=used"))
        .contains("\"memory\":{\"avg\":[2048]");
    assertThat(series("collectd_load", "&key=(empty)&key=(empty)"))
        .contains("\"load_shortterm\":{\"avg\":[0.1]", "\"load_longterm\":{\"avg\":[0.3]")
        .doesNotContain("midterm");
    assertThat(server.get("/api/v1/verify").body())
        .contains("\"accepted\":1,\"live\":1")
        .contains("\"balanced\":true");
  }

  @Test
  void ratesAreNoTotalsWhereTheAddressSaysSo() {
    String octets =
        list(
            "7.5,9",
            "\"derive\",\"derive\"",
            "\"rx\",\"tx\"",
            "\"interface\",\"plugin_instance\":\"eth0\"",
            "\"if_octets\"");
    String load = list("0.5", "\"gauge\"", "\"value\"", "\"memory\"", "\"memory\"");
    String body = "[" + octets + "," + load + "]";
    assertThat(server.post("/collectd?rates=true", body).statusCode()).isEqualTo(200);
    assertThat(series("collectd_interface", "&key=eth0&key=(empty)"))
        .contains("\"if_octets_rx\":{\"avg\":[7.5]", "\"if_octets_tx\":{\"avg\":[9]")
        .doesNotContain("_total");
    assertThat(server.get("/api/v1/descriptions").body())
        .contains("\"unit\":\"B/s\"", "\"unit\":\"B\"");
    assertThat(error(server.post("/collectd?rates=yes", body))).contains("not true or false");
  }

  @Test
  void whatCannotBeReadIsToldAndTheRestIsStored() {
    String good = list("1", "\"gauge\"", "\"value\"", "\"uptime\"", "\"uptime\"");
    HttpResponse<String> response =
        server.post("/collectd", "[{\"values\":3}," + good + ",7,{\"severity\":\"OKAY\"}]");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response))
        .isEqualTo(
            "partial write: [0]: \"values\": expected an array; [2]: expected an object dropped=2");
    assertThat(series("collectd_uptime", "&key=(empty)&key=(empty)")).contains("\"avg\":[1]");
    assertThat(error(server.post("/collectd", "{}"))).contains("expected an array");
    assertThat(error(server.post("/collectd", "[\0\0\0\0\0\0\0"))).contains("not JSON");
  }
}
