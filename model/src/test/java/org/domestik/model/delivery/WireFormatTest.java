// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.model.Names;
import org.domestik.model.Nearest;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Run.Outcome;
import org.domestik.model.description.ProbeDescriptionTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFormatTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void writesTheDocumentOfTheDesign() {
    Sample sample =
        new Sample(
            "process_tracking", TIME, List.of(Row.of(List.of("dmkcheckd"), Map.of("data", 476.0))));
    Delivery delivery = new Delivery(new UUID(0, 1), 7);

    assertThat(WireFormat.toJson(new Batch("h", delivery, List.of(sample), Map.of(), List.of())))
        .isEqualTo(
            """
            {"host":"h","boot":"00000000-0000-0000-0000-000000000001","sequence":7,\
            "samples":[{"probe":"process_tracking","time":"2026-11-22T10:00:00Z",\
            "data":{"dmkcheckd":{"data":476}}}]}""");
  }

  @Test
  void nestsKeysAndLeavesMissingValuesOut() {
    Sample sample =
        new Sample(
            "disk",
            TIME,
            List.of(
                new Row(List.of("sda", "read"), List.of("bytes", "ms"), new double[] {1, 0.25}),
                new Row(
                    List.of("sda", "write"),
                    List.of("bytes", "ms"),
                    new double[] {2, Double.NaN})));

    assertThat(WireFormat.toJson(new Batch("h", null, List.of(sample), Map.of(), List.of())))
        .contains(
            "\"data\":{\"sda\":{\"read\":{\"bytes\":1,\"ms\":0.25},\"write\":{\"bytes\":2}}}");
  }

  @Test
  void writesDescriptionsAndRuns() {
    Run run = new Run("p", "p.lua", Outcome.FAILED, "p.lua:3: no \"file\"\n", TIME, 12);

    assertThat(
            WireFormat.toJson(
                new Batch(
                    "h",
                    null,
                    List.of(),
                    Map.of("process_tracking", ProbeDescriptionTest.processTracking()),
                    List.of(run))))
        .contains("\"descriptions\":{\"process_tracking\":{\"name\":\"process_tracking\"")
        .contains("\"outcome\":\"failed\",\"error\":\"p.lua:3: no \\\"file\\\"\\n\"");
  }

  @Test
  void jsonRefusesWhatItCannotSay() {
    assertThatThrownBy(() -> Json.write(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Json.write(List.of("\u0001", 1e300, true))).isEqualTo("[\"\\u0001\",1.0E300,true]");
  }

  @Test
  void namesOfHostsAreChecked() {
    assertThat(Names.host("db-1.example.org")).isEqualTo("db-1.example.org");
    assertThatThrownBy(() -> Names.host("a b")).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Names.host("")).isInstanceOf(BadInput.class);
  }

  @Test
  void nearestFindsWhatWasMeant() {
    assertThat(Nearest.of("prot", List.of("port", "listen", "store"))).isEqualTo("port");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "prot, port",
        "--prot, --port",
        "wbe*, web1",
        "process_trakc*, process_tracking",
        "cpu, cpu_of_all",
        "--help, none",
        "nothinglikeit, none",
        "*, none",
        "x, none",
      })
  void hintIsGivenOnlyWhereSomethingIsAlike(String word, @Nullable String meant) {
    List<String> known =
        List.of(
            "port", "--port", "--host", "web1", "process_tracking", "cpu_of_all", "disk_io", "y");
    assertThat(Nearest.hint(word, known))
        .isEqualTo(meant == null ? "" : "; nearest is \"" + meant + "\"");
    assertThat(Nearest.hint(word, List.of())).isEmpty();
  }
}
