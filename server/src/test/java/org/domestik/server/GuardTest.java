// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.domestik.server.TestServer.error;
import static org.domestik.server.TestServer.sample;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.running.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
  private static final String DOCUMENT =
      sample("h", 1, "2026-11-22T10:00:00Z", "{\"a\":{\"x\":1}}");

  @TempDir Path data;

  @Test
  void foreignNamesAndPagesAreKeptOut() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> rebound =
          TestServer.send(server.request("/api/v1/hosts").header("Host", "evil.example"));
      assertThat(rebound.statusCode()).isEqualTo(403);
      assertThat(error(rebound)).contains("evil.example");
      for (String origin :
          new String[] {
            "http://evil.example",
            "null",
            "http://localhost.evil",
            "http://127.0.0.1.evil",
            "http://localhost:1",
            "http://127.0.0.1:1",
            "https://127.0.0.1"
          }) {
        HttpResponse<String> foreign =
            TestServer.send(
                server
                    .request("/write")
                    .header("Origin", origin)
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("a,host=h x=1")));
        assertThat(foreign.statusCode()).as(origin).isEqualTo(403);
      }
      for (String host :
          new String[] {"localhost:1", "LOCALHOST", "[::1]:8787", "127.0.0.1", "127.9.0.2:80"}) {
        assertThat(
                TestServer.send(server.request("/api/v1/hosts").header("Host", host)).statusCode())
            .as(host)
            .isEqualTo(200);
      }
      assertThat(
              TestServer.send(
                      server.request("/api/v1/hosts").header("Origin", server.running.url()))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void foreignPagesStartNothingThatCosts() {
    try (TestServer server = TestServer.start(data)) {
      for (String path :
          new String[] {
            "/api/v1/leaks",
            "/api/v1/verify",
            "/api/v1/export?probe=load",
            "/api/v1/usage",
            "/api/v1/series?host=h&probe=p",
            "/metrics"
          }) {
        HttpResponse<String> image =
            TestServer.send(server.request(path).header("Sec-Fetch-Site", "cross-site"));
        assertThat(image.statusCode()).as(path).isEqualTo(403);
        assertThat(error(image)).contains("other sites");
        assertThat(
                TestServer.send(server.request(path).header("Referer", "http://evil.example/x"))
                    .statusCode())
            .as(path)
            .isEqualTo(403);
      }
      for (String site : new String[] {"same-origin", "none"}) {
        assertThat(
                TestServer.send(server.request("/api/v1/leaks").header("Sec-Fetch-Site", site))
                    .statusCode())
            .isEqualTo(200);
      }
      String own = server.running.url() + "/host.html?host=h";
      assertThat(
              TestServer.send(server.request("/api/v1/leaks").header("Referer", own)).statusCode())
          .isEqualTo(200);
      assertThat(
              TestServer.send(server.request("/").header("Sec-Fetch-Site", "cross-site"))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void noAnswerIsTakenForAnotherTypeThanItSays() {
    try (TestServer server = TestServer.start(data)) {
      for (String path :
          new String[] {"/api/v1/hosts", "/health", "/metrics", "/", "/api/v1/nothing"}) {
        assertThat(server.get(path).headers().firstValue("X-Content-Type-Options"))
            .as(path)
            .contains("nosniff");
      }
    }
  }

  @Test
  void bodyThatAForeignFormCouldSendIsRefusedFromABrowserOnly() {
    try (TestServer server = TestServer.start(data)) {
      String form = "application/x-www-form-urlencoded";
      assertThat(server.post("/api/v1/samples", form, DOCUMENT).statusCode()).isEqualTo(200);
      HttpResponse<String> browser =
          TestServer.send(
              server
                  .request("/api/v1/samples")
                  .header("Content-Type", form)
                  .header("Referer", "http://evil.example/")
                  .POST(BodyPublishers.ofString(DOCUMENT)));
      assertThat(browser.statusCode()).isEqualTo(415);
      assertThat(error(browser)).contains("application/json");
      assertThat(server.post("/api/v1/samples", "text/plain", DOCUMENT).statusCode())
          .isEqualTo(415);
    }
  }

  @Test
  void wrongPathsAndMethodsAreTold() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.get("/api/v1/nothing").statusCode()).isEqualTo(404);
      assertThat(error(server.get("/api/v1/nothing"))).contains("/api/v1/nothing");
      HttpResponse<String> get = server.get("/api/v1/samples");
      assertThat(get.statusCode()).isEqualTo(405);
      assertThat(get.headers().firstValue("Allow")).contains("POST");
      assertThat(server.post("/api/v1/hosts", "{}").statusCode()).isEqualTo(405);
      assertThat(server.post("/index.html", "{}").statusCode()).isEqualTo(405);
      assertThat(server.get("/nothing.html").statusCode()).isEqualTo(404);
      for (String unknown :
          new String[] {"/api/v2/none", "/nothing", "/nothing.html", "/x/write"}) {
        HttpResponse<String> post = server.post(unknown, "{}");
        assertThat(post.statusCode()).as(unknown).isEqualTo(404);
        assertThat(error(post)).isEqualTo("there is no \"" + unknown + "\"");
      }
    }
  }

  @Test
  void bodyInAnUnknownEncodingIsToldWhichWork() {
    try (TestServer server = TestServer.start(data)) {
      for (String path : new String[] {"/write", "/api/v1/samples", "/api/v1/sql"}) {
        for (String encoding : new String[] {"snappy", "zstd", "gzip, gzip"}) {
          HttpResponse<String> answer =
              TestServer.send(
                  server
                      .request(path)
                      .header(
                          "Content-Type", path.equals("/write") ? "text/plain" : "application/json")
                      .header("Content-Encoding", encoding)
                      .POST(BodyPublishers.ofString("a")));
          assertThat(answer.statusCode()).as(path).isEqualTo(415);
          assertThat(error(answer))
              .isEqualTo(
                  "Content-Encoding \"" + encoding + "\" is not understood; send gzip or none");
          assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip");
        }
      }
    }
  }

  @Test
  void operationsNeedTheTokenOfTheDataFolder() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.post("/api/v1/operations/purge", "{}").statusCode()).isEqualTo(403);
      String token = Files.readString(data.resolve("server.token")).strip();
      HttpResponse<String> allowed =
          TestServer.send(
              server
                  .request("/api/v1/operations/purge")
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer " + token)
                  .POST(BodyPublishers.ofString("{\"probe\":\"*\"}")));
      assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
      assertThat(Files.getPosixFilePermissions(data.resolve("server.token"))).hasSize(2);
    }
  }

  @Test
  void withoutTlsOnlyLoopbackIsServed() {
    assertThatThrownBy(
            () ->
                RunningServer.start(
                    ServerConfig.read(new ServerConfig.Overrides(null, data, "0.0.0.0", 0, null)),
                    () -> TestServer.NOON))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("TLS")
        .hasMessageContaining("./domestik secure")
        .hasMessageContaining("./domestik user add");
    assertThat(data).isEmptyDirectory();
  }
}
