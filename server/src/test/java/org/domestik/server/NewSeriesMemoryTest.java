// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request with as many new series as a server of little memory can have. */
@Tag("slow")
class NewSeriesMemoryTest {
  private static final int HOSTS = 9;
  private static final int KEYS = 10_000;

  @TempDir Path folder;

  private interface Content {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    content.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] attribute(String name, String text) throws IOException {
    byte[] value = message(out -> out.writeString(1, text));
    return message(
        out -> {
          out.writeString(1, name);
          out.writeByteArray(2, value);
        });
  }

  /** Points of OpenTelemetry, 10 MB. */
  private static byte[] points() throws IOException {
    long nanos = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond());
    String padding = "x".repeat(70);
    return message(
        all -> {
          for (int host = 0; host < HOSTS; host++) {
            byte[] of = attribute("host.name", "h" + host);
            byte[] gauge =
                message(
                    points -> {
                      for (int key = 0; key < KEYS; key++) {
                        byte[] name = attribute("name", padding + key);
                        points.writeByteArray(
                            1,
                            message(
                                point -> {
                                  point.writeByteArray(7, name);
                                  point.writeFixed64(3, nanos);
                                  point.writeDouble(4, 1);
                                }));
                      }
                    });
            byte[] metric =
                message(
                    out -> {
                      out.writeString(1, "a.b");
                      out.writeByteArray(5, gauge);
                    });
            byte[] scope = message(out -> out.writeByteArray(2, metric));
            byte[] resource = message(out -> out.writeByteArray(1, of));
            all.writeByteArray(
                1,
                message(
                    out -> {
                      out.writeByteArray(1, resource);
                      out.writeByteArray(2, scope);
                    }));
          }
        });
  }

  /** Lines of InfluxDB's protocol, 25 MB. */
  private static byte[] lines() throws IOException {
    StringBuilder fields = new StringBuilder();
    for (int field = 0; field < 10; field++) {
      fields.append(field == 0 ? " " : ",").append("a_field_number_").append(field).append("=1.25");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int host = 0; host < HOSTS; host++) {
      for (int key = 0; key < KEYS; key++) {
        String head = "m,host=h%d,name=a-long-name-%07d".formatted(host, key);
        all.writeBytes((head + fields + "\n").getBytes(UTF_8));
      }
    }
    return all.toByteArray();
  }

  private static HttpResponse<String> sent(
      ServerProcess server, String path, String type, byte[] body) {
    return TestServer.send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", type)
            .timeout(Duration.ofMinutes(3))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @Test
  void aHeapOfLittleRefusesWhatItCannotHold() throws Exception {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"), "true", 32)) {
      assertThat(sent(server, "/write", "text/plain", lines()).statusCode())
          .as(server.log())
          .isEqualTo(413);
      byte[] blanks = new byte[4 << 20];
      Arrays.fill(blanks, (byte) ' ');
      assertThat(sent(server, "/v1/metrics", "application/json", blanks).statusCode())
          .as(server.log())
          .isEqualTo(413);
      assertThat(sent(server, "/write", "text/plain", "m,host=h v=1".getBytes(UTF_8)).statusCode())
          .isEqualTo(204);
      assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }
  }

  private void lives(String path, String type, byte[] body, int status) throws IOException {
    try (ServerProcess server = new ServerProcess(folder.resolve("data"), "true")) {
      HttpResponse<String> answer = sent(server, path, type, body);
      assertThat(answer.statusCode()).as(answer.body() + server.log()).isEqualTo(status);
      assertThat(server.get("/health")).isEqualTo(200);
      assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  void linesAreTakenInParts() throws IOException {
    lives("/write", "text/plain", lines(), 204);
  }

  @Test
  void pointsAreTakenInParts() throws IOException {
    lives("/v1/metrics", "application/x-protobuf", points(), 200);
  }

  @Test
  void otherDocumentsAreToBeSentInParts() throws IOException {
    StringBuilder all = new StringBuilder("{\"host\":\"h\",\"samples\":[");
    for (int probe = 0; probe < 9; probe++) {
      all.append(probe == 0 ? "" : ",").append("{\"probe\":\"p").append(probe);
      all.append("\",\"time\":\"").append(Instant.now()).append("\",\"data\":{");
      for (int key = 0; key < KEYS; key++) {
        all.append(key == 0 ? "\"" : ",\"")
            .append("a-long-name-")
            .append(key)
            .append("\":{\"v\":1}");
      }
      all.append("}}");
    }
    byte[] document = all.append("]}").toString().getBytes(UTF_8);
    lives("/api/v1/samples", "application/json", document, 413);
  }
}
