// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Whatever way samples come, the same rights stand before the store. */
class WaysAccessTest extends AccessScene {
  private enum Door {
    SAMPLES("/api/v1/samples") {
      @Override
      String body(String host) {
        return sample(host);
      }
    },
    LINES("/write") {
      @Override
      String body(String host) {
        return "m,host=" + host + " v=1";
      }
    },
    OTLP("/v1/metrics") {
      @Override
      String body(String host) {
        return """
            {"resourceMetrics":[{"resource":{"attributes":[
              {"key":"host.name","value":{"stringValue":"%s"}}]},
             "scopeMetrics":[{"metrics":[{"name":"load","gauge":{"dataPoints":[
              {"timeUnixNano":"1795345200000000000","asDouble":1}]}}]}]}]}"""
            .formatted(host);
      }
    },
    COLLECTD("/collectd") {
      @Override
      String body(String host) {
        return """
            [{"values":[1],"dstypes":["gauge"],"dsnames":["value"],"time":1795345200,
              "interval":10,"host":"%s","plugin":"load","type":"load"}]"""
            .formatted(host);
      }
    };

    final String path;

    Door(String path) {
      this.path = path;
    }

    abstract String body(String host);
  }

  @Test
  void onlyWhoMayWriteForAHostDoes() {
    try (TestServer server = TestServer.start(data)) {
      String[] reader = bearer(token(server, "reader", "read"));
      String[] writer = bearer(token(server, "web", "write", "--host", "web*"));
      for (Door door : Door.values()) {
        String own = "web-" + door.name().toLowerCase(Locale.ROOT);
        String others = "db-" + door.name().toLowerCase(Locale.ROOT);
        assertThat(post(server, door.path, door.body(own)).statusCode())
            .as("%s", door)
            .isEqualTo(401);
        assertThat(post(server, door.path, door.body(own), reader).statusCode())
            .as("%s", door)
            .isEqualTo(403);
        HttpResponse<String> refused = post(server, door.path, door.body(others), writer);
        assertThat(refused.body()).as("%s", door).contains(others);
        assertThat(post(server, door.path, door.body(own), writer).statusCode())
            .as("%s", door)
            .isBetween(200, 204);
        assertThat(get(server, "/api/v1/hosts", reader).body())
            .as("%s", door)
            .contains(own)
            .doesNotContain(others);
      }
    }
  }
}
