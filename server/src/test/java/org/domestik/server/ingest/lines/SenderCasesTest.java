// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stock senders write ({@code senders/*.lines}, made after their documentation), each with the
 * probes, keys and units it becomes beside it, without a word of configuration.
 */
class SenderCasesTest {
  private static final Pattern HEAD = Pattern.compile("#db=(\\S+) agent=(.*)");
  private final LineProtocol lines =
      new LineProtocol(() -> Instant.parse("2026-11-22T10:00:00Z"), IngestLimits.DEFAULT);
  private final List<String> found = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"telegraf", "proxmox", "home-assistant", "glances", "tasmota"})
  void linesOfAStockSenderBecomeWhatIsExpected(String name) throws Exception {
    Path folder = Path.of(folder().toURI());
    byte[] body = Files.readAllBytes(folder.resolve(name + ".lines"));
    Matcher head = HEAD.matcher(Files.readAllLines(folder.resolve(name + ".lines")).getFirst());
    assertThat(head.matches()).isTrue();
    Sender sender = new Sender("influx", "192.0.2.7", "", head.group(1), head.group(2));
    Reading reading =
        new Reading(Sources.bundled().of(sender), null, head.group(1), Precision.NANOSECONDS);
    Map<String, ProbeDescription> known = new TreeMap<>();
    // Once as what is new, and once as what is known.
    List<String> first = read(body, reading, known);
    assertThat(read(body, reading, known)).isEqualTo(first);
    known.values().forEach(this::describe);
    first.addAll(found);
    assertThat(first).isEqualTo(Files.readAllLines(folder.resolve(name + ".expected")));
  }

  private static URL folder() {
    return Objects.requireNonNull(SenderCasesTest.class.getResource("/senders"));
  }

  private List<String> read(byte[] body, Reading reading, Map<String, ProbeDescription> known) {
    List<String> rows = new ArrayList<>();
    LineFaults faults =
        new LineFaults() {
          @Override
          public void hear(int line, String source, Reason reason, BadInput fault) {
            rows.add("refused line " + line + ": " + fault.getMessage());
          }

          @Override
          public void skipped(String source, Reason reason, long values) {
            rows.add(source + " skipped " + reason.word() + " " + values);
          }
        };
    List<Batch> batches = lines.read(body, reading, faults).read(known);
    for (Batch batch : batches) {
      for (Sample sample : batch.samples()) {
        sample.rows().forEach(row -> rows.add(text(batch.host(), sample, row)));
      }
      known.putAll(batch.descriptions());
    }
    return rows;
  }

  private static String text(String host, Sample sample, Row row) {
    StringBuilder text = new StringBuilder(sample.probe());
    text.append(' ').append(host).append(" [").append(String.join(" | ", row.key())).append(']');
    for (String name : new TreeSet<>(row.names())) {
      if (!Double.isNaN(row.value(name))) {
        text.append(' ').append(name).append('=').append(row.value(name));
      }
    }
    return text.toString();
  }

  private void describe(ProbeDescription probe) {
    StringBuilder text = new StringBuilder(probe.probe() + " \"" + probe.title() + "\"");
    text.append(" by ").append(probe.keys());
    probe.values().stream()
        .filter(value -> value.unit() != null)
        .forEach(
            value -> text.append(' ').append(value.name()).append(" in ").append(value.unit()));
    found.add(text.toString());
  }
}
