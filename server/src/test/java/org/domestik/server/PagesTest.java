// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  @TempDir Path data;

  @Test
  void pagesComeWithTheirTypeAndAreSentOnceOnly() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> index = server.get("/");
      assertThat(index.statusCode()).isEqualTo(200);
      assertThat(index.body()).contains("<html");
      assertThat(index.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(server.get("/js/main.js").headers().firstValue("Content-Type"))
          .contains("text/javascript; charset=utf-8");
      String tag = index.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> again =
          TestServer.send(server.request("/index.html").header("If-None-Match", tag));
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      HttpResponse<String> head =
          TestServer.send(server.request("/").method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nothingButPagesCanBeReached() {
    try (TestServer server = TestServer.start(data)) {
      for (String path :
          new String[] {
            "/..%2fMETA-INF/MANIFEST.MF",
            "/js/",
            "/js",
            "/%2e%2e/x.txt",
            "/js/..%2f..%2fa.html",
            "/org/domestik/server/Main.class",
            "/.hidden.txt",
            "/a%00.html"
          }) {
        int status = server.get(path).statusCode();
        assertThat(status).as(path).isIn(400, 404);
      }
    }
  }
}
