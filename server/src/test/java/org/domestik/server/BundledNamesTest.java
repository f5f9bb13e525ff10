// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.domestik.model.Json;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled probes' names are theirs, whoever sends first. */
class BundledNamesTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path data;

  @Test
  void theyAreThoseOfTheFolder() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("../probes"))) {
      List<String> names =
          folders.filter(Files::isDirectory).map(it -> it.getFileName().toString()).toList();
      assertThat(BundledProbes.names()).isNotEmpty().containsExactlyInAnyOrderElementsOf(names);
    }
  }

  /** What an agent sends of a bundled probe: all values, at one key. */
  private static String sample(String name) {
    ProbeDescription description = BundledProbes.description(name);
    Object values = new LinkedHashMap<String, Object>();
    @SuppressWarnings("unchecked")
    Map<String, Object> all = (Map<String, Object>) values;
    description.values().forEach(value -> all.put(value.name(), 7));
    for (String key : description.keys()) {
      values = Map.of(key, values);
    }
    return Json.write(
        Map.of(
            "host",
            "of-" + name, // One of them feeds another one.
            "samples",
            List.of(Map.of("probe", description.probe(), "time", TIME.toString(), "data", values)),
            "descriptions",
            Map.of(description.probe(), description.toTree())));
  }

  @Test
  void whatOthersSendUnderThemIsKeptApartAndRefusesNoAgent() {
    try (TestServer server = TestServer.start(data)) {
      for (String name : BundledProbes.names()) {
        HttpResponse<String> foreign =
            server.write(
                name + ",host=h,odd=1,tags=2 used=2147483648i,total=1 1795341600000000000");
        assertThat(foreign.statusCode()).as(name + foreign.body()).isEqualTo(204);
        assertThat(server.get("/api/v1/stored?host=h&probe=influx_" + name).body())
            .as(name)
            .isEqualTo("[[\"1\",\"2\"]]");
      }
      for (String name : BundledProbes.names()) {
        HttpResponse<String> agents = server.post("/api/v1/samples", sample(name));
        assertThat(agents.body()).as(name).isEqualTo("{\"accepted\":1}");
      }
    }
  }

  @Test
  @Tag("slow")
  void whatAnOlderStoreHasOfOthersUnderThemMakesRoomForAnAgent() {
    List<String> odd = List.of("x", "y", "z");
    try (Storage storage =
        SqlStorage.open(StorageConfig.of("duckdb:" + data.resolve("samples.duckdb")), () -> TIME)) {
      for (String name : BundledProbes.names()) {
        List<Sample> samples =
            Stream.of(TIME.minus(Duration.ofDays(9)), TIME)
                .map(time -> new Sample(name, time, List.of(Row.of(odd, Map.of("odd", 3.0)))))
                .toList();
        storage.accept(new Batch("h", null, samples, Map.of(), List.of()));
      }
    }
    try (TestServer server = TestServer.start(data)) {
      String series = "/api/v1/series?host=h&key=x&key=y&key=z&from=2026-11-01T00:00:00Z&probe=";
      // As long as no agent comes, all is as it was.
      for (String name : BundledProbes.names()) {
        assertThat(server.get(series + name).body()).contains("\"odd\":{\"avg\":[3,3]");
      }
      for (String name : BundledProbes.names()) {
        assertThat(server.post("/api/v1/samples", sample(name)).body())
            .as(name)
            .isEqualTo("{\"accepted\":1}");
        String other = BundledProbes.description(name).probe();
        assertThat(server.get(series + "influx_" + other).body())
            .as(name)
            .contains("\"odd\":{\"avg\":[3,3]");
      }
    }
  }
}
