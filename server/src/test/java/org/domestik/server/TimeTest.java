// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times nobody can mean are the asker's fault, wherever a time is asked for. */
class TimeTest {
  private static final List<String> ABSURD =
      List.of(
          "-1000000000-01-01T00:00:00Z",
          "%2B1000000000-12-31T23:59:59Z",
          "-400000-01-01T00:00:00Z",
          "999999999999999999",
          "-999999999999999999",
          "99999999999999999999",
          "NaN",
          "");

  @TempDir Path data;

  private static void fill(TestServer server) {
    String document = TestServer.sample("h", 1, TestServer.NOON.toString(), "{\"a\":{\"x\":1}}");
    assertThat(server.post("/api/v1/samples", document).statusCode()).isEqualTo(200);
  }

  @Test
  void seriesOfAbsurdTimesIsRefused() {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      String series = "/api/v1/series?host=h&probe=process_tracking&key=a";
      for (String time : ABSURD) {
        for (String parameters : List.of("&from=" + time, "&to=" + time)) {
          HttpResponse<String> response = server.get(series + parameters);
          assertThat(response.statusCode()).as(parameters).isEqualTo(400);
        }
      }
      String widest = "&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&points=10";
      assertThat(server.get(series + widest).body()).contains("\"avg\":[1]");
      assertThat(server.get(series + "&to=0001-01-01T00:00:00Z").statusCode()).isEqualTo(200);
      for (String points : List.of("-1", "1e9", "99999999999", "x", "")) {
        assertThat(server.get(series + "&points=" + points).statusCode()).as(points).isEqualTo(400);
      }
    }
  }

  @Test
  void operationAtAnAbsurdTimeIsRefused() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      fill(server);
      String token = Files.readString(data.resolve("server.token")).strip();
      for (String operation : List.of("plan", "archive", "purge", "leaks")) {
        for (String time : ABSURD) {
          String now = time.replace("%2B", "+");
          HttpResponse<String> response =
              TestServer.send(
                  server
                      .request("/api/v1/operations/" + operation)
                      .header("Content-Type", "application/json")
                      .header("Authorization", "Bearer " + token)
                      .POST(BodyPublishers.ofString("{\"now\":\"" + now + "\"}")));
          assertThat(response.statusCode()).as(operation + " " + now).isEqualTo(400);
        }
      }
    }
  }
}
