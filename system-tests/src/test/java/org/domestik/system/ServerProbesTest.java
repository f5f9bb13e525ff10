// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.system.Domestik.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A probe goes from a real server's folder to a real agent and back as a graph. */
@Tag("slow")
class ServerProbesTest {
  /** The promise is 10 s; a machine that builds at the same time gets twice that. */
  private static final Duration PROMISE = Duration.ofSeconds(20);

  @TempDir Path data;

  @Test
  void probePutIntoTheServersFolderIsAGraphWithinTenSecondsAndGoesBackInOneStep() throws Exception {
    String key = Domestik.run("probes", "key", "--data", data.toString()).output().strip();
    Files.writeString(data.resolve("agent.conf"), "probes_key = \"" + key + "\"\n");
    Path folder = Files.createDirectory(data.resolve("probes.d"));
    try (Domestik domestik = Domestik.up(data)) {
      String host = domestik.host();
      Path draft = data.resolve("draft");
      Files.writeString(draft, "probe { hosts = { '*' }, every = '1s' }\nreturn { v = 1 }");
      Files.move(draft, folder.resolve("sent.lua"));
      await("its graph", PROMISE, () -> points(domestik, host) > 0);
      Files.writeString(draft, "probe { hosts = { '*' }, every = '1s' }\nreturn { v = 2 }");
      Files.move(draft, folder.resolve("sent.lua"), StandardCopyOption.REPLACE_EXISTING);
      await("the new version", PROMISE, () -> latest(domestik, host) == 2);
      String said = Domestik.run("probes", "rollback", "sent", "--data", data.toString()).output();
      assertThat(said).contains("is as it was in version 1");
      await("the version before", PROMISE, () -> latest(domestik, host) == 1);
      JsonNode runs = domestik.json("/api/v1/probes?host=" + host);
      assertThat(runs.findValuesAsText("script")).contains("sent.lua", "server/sent.lua");
    }
  }

  private static int points(Domestik domestik, String host) {
    return domestik.json("/api/v1/series?host=" + host + "&probe=sent").path("time").size();
  }

  private static double latest(Domestik domestik, String host) {
    JsonNode values =
        domestik
            .json("/api/v1/series?host=" + host + "&probe=sent")
            .path("values")
            .path("v")
            .path("avg");
    return values.isEmpty() ? Double.NaN : values.get(values.size() - 1).asDouble();
  }
}
