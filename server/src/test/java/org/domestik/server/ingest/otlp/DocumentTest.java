// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.ComparableKey;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.BatchParts;
import org.junit.jupiter.api.Test;

class DocumentTest {
  private static final Sender SENDER = new Sender("otlp", "", "", null, "");

  private static String point(int number) {
    return """
        {"attributes":[{"key":"k","value":{"stringValue":"%d"}}],
         "timeUnixNano":"1795345200000000000","asInt":"%d"}"""
        .formatted(number, number);
  }

  private static long rows(Document document) throws IOException {
    return document.read(Map.of()).stream().mapToLong(BatchParts::rows).sum();
  }

  @Test
  void eachPointIsOfOnePartHoweverOftenThatIsRead() throws IOException {
    List<String> points = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      points.add(point(number));
    }
    String json =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
          {"name":"a.b","gauge":{"dataPoints":[%s]}}]}]}]}"""
            .formatted(String.join(",", points));
    Document document =
        new Document(
            json.getBytes(UTF_8),
            true,
            new MetricPlaces("otel_"),
            new Remembered<ComparableKey>().of(Sources.bundled().of(SENDER)),
            "h",
            2,
            new Dropped("otlp"));
    List<Long> parts = new ArrayList<>();
    do {
      parts.add(rows(document));
      assertThat(rows(document)).isEqualTo(parts.getLast());
    } while (document.goOn());
    assertThat(parts).containsExactly(2L, 2L, 1L);
  }
}
