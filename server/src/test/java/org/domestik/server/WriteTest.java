// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.error;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteTest {
  @TempDir Path data;

  @Test
  void linesBecomeSamplesOfTheirHosts() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response =
          server.write(
              """
              cores,host=web-1,core=0 usage=1.5,switches=3i 1795341600000000000
              cores,core=0,host=web-2 usage=2 1795341600000000000
              # a comment
              mem,host=web-1 used=1024i
              """);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
      assertThat(response.body()).isEmpty();
      assertThat(
              server
                  .get("/api/v1/series?host=web-1&probe=cores&key=0&to=2026-11-22T12:00:00Z")
                  .body())
          .contains("\"time\":[1795341600000]")
          .contains("\"usage\":{\"avg\":[1.5]")
          .contains("\"switches\":{\"avg\":[3]");
      assertThat(server.get("/api/v1/series?host=web-1&probe=mem").body())
          .contains("\"time\":[" + TestServer.NOON.toEpochMilli() + "]");
      assertThat(server.get("/api/v1/descriptions").body()).contains("\"key\":[\"core\"]");
    }
  }

  @Test
  void hostAndPrecisionMayComeAsParameters() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response =
          server.post(
              "/write?host=h&precision=s&db=ignored", "text/plain", "queue one=0.5 1795341600\n");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
      assertThat(server.get("/api/v1/series?host=h&probe=queue").body())
          .contains("\"time\":[1795341600000]");
      assertThat(error(server.write("queue one=1"))).contains("line 1").contains("host");
    }
  }

  @Test
  void unknownParametersAndPrecisionsAreRefusedWithTheNearest() {
    try (TestServer server = TestServer.start(data)) {
      String line = "m,host=h a=1 1795341600";
      assertThat(error(server.post("/write?precison=s", "text/plain", line)))
          .isEqualTo("unknown parameter \"precison\"; nearest is \"precision\"");
      assertThat(error(server.post("/write?precision=sec", "text/plain", line)))
          .contains("precision \"sec\"")
          .endsWith("nearest is \"s\"");
      assertThat(error(server.post("/write?db=x&rp=y", "text/plain", line)))
          .startsWith("line 1: ")
          .endsWith("with precision=s it is 2026-11-22T10:00:00Z");
      String sample =
          "{\"host\":\"h\",\"samples\":[{\"probe\":\"p\",\"time\":1795341600,\"data\":{\"x\":1}}]}";
      assertThat(error(server.post("/api/v1/samples", sample)))
          .contains("1970-01-21")
          .endsWith("these look like seconds");
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
  }

  @Test
  void linesOfOneSeriesAndTimeAreMergedOverRequests() {
    try (TestServer server = TestServer.start(data)) {
      String time = " 1795341600000000000";
      assertThat(server.write("m,host=h,k=1 a=1" + time).statusCode()).isEqualTo(204);
      assertThat(server.write("m,k=1,host=h b=2" + time + "\nm,host=h,k=1 a=3,c=4" + time))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(204);
      assertThat(server.write("m,host=h,k=1 c=5" + time).statusCode()).isEqualTo(204);
      assertThat(server.get("/api/v1/series?host=h&probe=m&key=1&to=2026-11-22T12:00:00Z").body())
          .contains("\"time\":[1795341600000]")
          .contains("\"a\":{\"avg\":[3]", "\"b\":{\"avg\":[2]", "\"c\":{\"avg\":[5]");
      assertThat(server.get("/api/v1/verify").body())
          .contains("\"accepted\":1,\"live\":1")
          .contains("\"balanced\":true");
    }
  }

  @Test
  void otherTagsThanThoseOfTheTableAreRefused() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.write("cores,host=h,core=0 usage=1").statusCode()).isEqualTo(204);
      assertThat(server.write("cores,host=h,socket=0 usage=1").statusCode()).isEqualTo(400);
      assertThat(server.write("cores,host=h,core=0,socket=0 usage=1").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void oneBadLineKeepsNothingOfTheRequest() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response = server.write("a,host=h x=1\nb,host=h x=\"text\"");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(error(response))
          .isEqualTo("line 2: field \"x\" is a text; only numbers can be stored");
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
  }

  @Test
  void namesOfWhichNothingWouldRemainAreRefused() {
    try (TestServer server = TestServer.start(data)) {
      for (String line : List.of("ÜÄ,host=h x=1", "m,host=h,ÖÖ=a x=1", "m,host=h ÄÄ=1")) {
        HttpResponse<String> response = server.write(line);
        assertThat(response.statusCode()).as(line).isEqualTo(400);
        assertThat(error(response)).contains("line 1").contains("letter or digit");
      }
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    try (TestServer server = TestServer.start(data)) {
      for (String line :
          List.of("m\u00ff,host=h x=1", "m,host=h,k=\u00c0 x=1", "m,host=h x\u00ff=1")) {
        HttpResponse<String> response =
            TestServer.send(
                server
                    .request("/write")
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofByteArray(line.getBytes(ISO_8859_1))));
        assertThat(response.statusCode()).as(line).isEqualTo(400);
        assertThat(error(response)).contains("line 1").contains("UTF-8");
      }
    }
  }
}
