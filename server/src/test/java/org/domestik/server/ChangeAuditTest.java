// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Who changed policies, settings and probes. */
class ChangeAuditTest extends AccessScene {

  private List<String> audit(TestServer server, String reader) {
    List<?> lines = (List<?>) TestServer.json(get(server, "/api/v1/audit", bearer(reader)));
    return lines.stream()
        .map(it -> (Map<?, ?>) it)
        .filter(it -> List.of("settings", "probe").contains(it.get("what")))
        .map(it -> it.get("what") + " " + it.get("address") + " " + it.get("detail"))
        .toList();
  }

  private void conf(String text) throws Exception {
    Files.writeString(data.resolve("server.conf"), "access = \"login\"\n" + text);
  }

  @Test
  void settingsAndPoliciesThatAreOthersThanAtTheLastStartAreTold() throws Exception {
    String admin;
    try (TestServer server = TestServer.start(data)) {
      admin = token(server, "a", "admin");
      assertThat(audit(server, admin)).isEmpty();
    }
    conf("policies = { { host = \"*\", keep = \"1 year\" } }\nzone = \"Europe/Berlin\"\n");
    try (TestServer server = TestServer.start(data)) {
      assertThat(audit(server, admin)).containsExactly("settings start changed policies, zone");
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(audit(server, admin)).hasSize(1);
    }
    Path seen = data.resolve("audit.seen");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seen)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(seen)).doesNotContain("Berlin");
  }

  @Test
  void filesOfProbesThatComeChangeAndGoAreTold() throws Exception {
    Path probes = Files.createDirectory(data.resolve("probes.d"));
    Files.writeString(probes.resolve("first.lua"), "probe { values = { a = {} } }");
    String admin;
    try (TestServer server = TestServer.start(data)) {
      admin = token(server, "a", "admin");
      assertThat(audit(server, admin)).isEmpty();
      Files.writeString(probes.resolve("second.lua"), "probe { values = { a = {} } }");
      await(server, admin, 1);
    }
    Files.writeString(probes.resolve("first.lua"), "probe { values = { b = {} } }");
    Files.delete(probes.resolve("second.lua"));
    try (TestServer server = TestServer.start(data)) {
      assertThat(audit(server, admin))
          .containsExactlyInAnyOrder(
              "probe probes.d added second.lua",
              "probe probes.d changed first.lua",
              "probe probes.d removed second.lua");
      String owner = Files.getOwner(probes.resolve("first.lua")).getName();
      assertThat(get(server, "/api/v1/audit", bearer(admin)).body())
          .contains("\"who\":\"" + owner + "\"");
    }
  }

  private void await(TestServer server, String admin, int lines) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (audit(server, admin).size() < lines) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
