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
              "/write?host=h&precision=s&db=other", "text/plain", "queue one=0.5 1795341600\n");
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
  void tagsComeAndGo() {
    try (TestServer server = TestServer.start(data)) {
      String time = " 1795341600000000000";
      String range = "&to=2026-11-22T12:00:00Z";
      assertThat(server.write("cores,host=h,core=0 usage=1" + time).statusCode()).isEqualTo(204);
      assertThat(
              server.write(
                  "cores,host=h,socket=0 usage=2%1$s\ncores,host=h usage=3%1$s".formatted(time)))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(204);
      assertThat(server.write("cores,core=0,host=h usage=4,more=5" + time).statusCode())
          .isEqualTo(204);
      assertThat(server.get("/api/v1/descriptions").body())
          .contains("\"key\":[\"core\",\"socket\"]");
      assertThat(server.get("/api/v1/stored?host=h&probe=cores").body())
          .isEqualTo("[[\"\",\"\"],[\"\",\"0\"],[\"0\",\"\"]]");
      assertThat(server.get("/api/v1/series?host=h&probe=cores&key=0&key=" + range).body())
          .contains("\"usage\":{\"avg\":[4]")
          .contains("\"more\":{\"avg\":[5]");
      assertThat(server.get("/api/v1/series?host=h&probe=cores&key=&key=" + range).body())
          .contains("\"usage\":{\"avg\":[3]");
      assertThat(server.get("/api/v1/verify").body()).contains("\"balanced\":true");
    }
  }

  @Test
  void goodLinesAreStoredAndBadOnesTold() {
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> response =
          server.write(
              "a,host=h x=1,s=\"text\"\nbad\nb,host=h x=2 1795341600\nc,host=h y=NaN,z=1\n"
                  + "d,host=h a=1,b=\"one\nd,host=h c=2\"");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(error(response))
          .startsWith("partial write: line 2: no fields; line 3: the timestamp 1795341600 is of")
          .endsWith("with precision=s it is 2026-11-22T10:00:00Z dropped=2");
      assertThat(server.get("/api/v1/hosts").body()).contains("\"probes\":[\"a\",\"c\",\"d\"]");
      assertThat(server.get("/api/v1/senders").body())
          .contains(
              "{\"source\":\"influx\",\"sender\":\"127.0.0.1\",\"reason\":\"malformed\",\"skipped\":false,"
                  + "\"count\":1,\"last\":\"2026-11-22T12:00:00Z\",\"example\":\"line 2: no fields\"}")
          .contains("\"reason\":\"time\",\"skipped\":false,\"count\":1")
          .contains("\"reason\":\"text\",\"skipped\":true,\"count\":2")
          .contains("\"reason\":\"not_finite\",\"skipped\":true,\"count\":1");
      assertThat(server.write("bad\n"))
          .extracting(TestServer::error)
          .isEqualTo("line 1: no fields");
    }
  }

  @Test
  void textsAloneAreNoFault() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(server.write("a,host=h s=\"text\"\n").statusCode()).isEqualTo(204);
      assertThat(server.write("").statusCode()).isEqualTo(204);
      assertThat(server.get("/api/v1/hosts").body()).isEqualTo("[]");
    }
  }

  @Test
  void namesThatClashGetOthersAndTheDescriptionTells() {
    try (TestServer server = TestServer.start(data)) {
      String line =
          "m,host=h,status=up status=1,x=2,x_min=3,host=4,sample_time=5,%=6,日本=7,Used\\ Percent=8,"
              + "used_percent=9";
      for (int i = 0; i < 2; i++) {
        assertThat(server.write(line)).extracting(HttpResponse::statusCode).isEqualTo(204);
      }
      assertThat(server.get("/api/v1/descriptions").body())
          .contains(
              "{\"name\":\"status_field\",\"type\":\"integer\",\"title\":\"status\"}",
              "{\"name\":\"x\",\"type\":\"integer\"}",
              "{\"name\":\"x_min_field\",\"type\":\"integer\",\"title\":\"x_min\"}",
              "{\"name\":\"host_field\",\"type\":\"integer\",\"title\":\"host\"}",
              "{\"name\":\"sample_time_field\",\"type\":\"integer\",\"title\":\"sample_time\"}",
              "{\"name\":\"percent\",\"type\":\"integer\",\"title\":\"%\"}",
              "{\"name\":\"u65e5_u672c\",\"type\":\"integer\",\"title\":\"日本\"}",
              "{\"name\":\"used_percent\",\"type\":\"integer\",\"title\":\"Used Percent\"}",
              "{\"name\":\"used_percent_field\",\"type\":\"integer\",\"title\":\"used_percent\"}");
      assertThat(server.get("/api/v1/series?host=h&probe=m&key=up").body())
          .contains("\"status_field\":{\"avg\":[1]", "\"x_min_field\":{\"avg\":[3]")
          .contains("\"used_percent\":{\"avg\":[8]", "\"used_percent_field\":{\"avg\":[9]");
    }
  }

  @Test
  void moreFieldsThanATableHasRoomForGoToTheNext() {
    try (TestServer server = TestServer.start(data)) {
      StringBuilder line = new StringBuilder("m,host=h,k=a ");
      for (int field = 0; field < 400; field++) {
        line.append(field == 0 ? "" : ",").append('f').append(field).append('=').append(field);
      }
      for (String host : new String[] {"h", "i"}) {
        String lines = line.toString().replace("host=h", "host=" + host);
        assertThat(server.write(lines)).extracting(HttpResponse::statusCode).isEqualTo(204);
      }
      assertThat(server.get("/api/v1/hosts").body())
          .contains("\"probes\":[\"m\",\"m_2\",\"m_3\",\"m_4\"]");
      assertThat(server.get("/api/v1/series?host=i&probe=m&key=a").body())
          .contains("\"f125\":{\"avg\":[125]");
      assertThat(server.get("/api/v1/series?host=i&probe=m_4&key=a").body())
          .contains("\"f399\":{\"avg\":[399]");
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
