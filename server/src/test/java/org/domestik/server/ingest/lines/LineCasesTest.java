// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.server.ingest.IngestLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies in line protocol ({@code lines/*.lines}), each with what becomes of it beside it: {@code
 * probe host [key] time value=number …} for each row, {@code refused} and why for each line that is
 * not stored, and how many values are skipped. The right values are those of InfluxDB 1.6.7, but
 * for texts, what is not finite, and times that nobody can have meant.
 */
class LineCasesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:01Z");
  private final LineProtocol lines = new LineProtocol(() -> NOW, new IngestLimits(1 << 20, 1000));

  static Stream<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".lines"))
          .map(name -> name.replace(".lines", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path folder() throws URISyntaxException {
    URL folder = Objects.requireNonNull(LineCasesTest.class.getResource("/lines"));
    return Path.of(folder.toURI());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bodyBecomesWhatIsExpected(String name) throws Exception {
    List<String> expected = Files.readAllLines(folder().resolve(name + ".expected"));
    assertThat(read(Files.readAllBytes(folder().resolve(name + ".lines")))).isEqualTo(expected);
  }

  private List<String> read(byte[] body) {
    List<String> found = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (Batch batch : ReadLines.all(lines, body, faults)) {
      for (Sample sample : batch.samples()) {
        sample.rows().forEach(row -> found.add(text(batch.host(), sample, row)));
      }
    }
    found.addAll(faults);
    return found;
  }

  private static String text(String host, Sample sample, Row row) {
    StringBuilder text = new StringBuilder(sample.probe());
    text.append(' ').append(host);
    text.append(" [").append(String.join(" | ", row.key())).append("] ").append(sample.time());
    for (int i = 0; i < row.names().size(); i++) {
      text.append(' ').append(row.names().get(i)).append('=').append(row.value(i));
    }
    return text.toString();
  }
}
