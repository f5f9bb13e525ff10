// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private static final int MOST = 10_000;
  private static final Table TABLE = new Table("t", null, List.of("k"));
  private static final Candidates ANYBODY =
      Sources.bundled().of(new Sender("otlp", "192.0.2.7", "", null, ""));

  private final Remembered<String> all = new Remembered<>(MOST);

  private @Nullable Target get(String key) {
    return all.of(ANYBODY).get(key, Map.of());
  }

  private void put(String key) {
    Place place = Place.of(TABLE, List.of(key), new Column("v", null, null));
    all.of(ANYBODY).put(key, new Target(ANYBODY.sources().getLast(), "h", place));
  }

  @Test
  void longKeysTakeWhatTheyAreLong() {
    put("short");
    put("x".repeat(3_000));
    assertThat(get("short")).isNotNull();
    put("y".repeat(3_000));
    assertThat(get("short")).isNull();
  }
}
