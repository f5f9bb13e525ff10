// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.domestik.model.description.ProbeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnmatchedTest {
  private static final Map<String, ProbeDescription> PROBES =
      Map.of(
          "filesystem",
          ProbeDescription.fromTree(
              Map.of(
                  "key", "mount", "values", Map.of("full", Map.of("unit", "%"), "free", Map.of())),
              "filesystem"));

  @TempDir Path folder;

  private List<String> of(String lua, String... hosts) throws Exception {
    Path file = Files.writeString(folder.resolve("alerts.lua"), lua);
    AlertsFile read = AlertsFile.read(file, ZoneOffset.UTC);
    return Unmatched.of(
        read,
        Rulebook.of(read.rules(), PROBES.values()),
        List.of(hosts),
        PROBES,
        probe -> List.of("/", "/home"));
  }

  @Test
  void whatMatchesNothingIsNamedWithItsLineAndTheNearest() throws Exception {
    List<String> found =
        of(
            """
            alerts = {
              { name = "a", probe = "filesystem", value = "full", above = 90, hosts = { "bd-*", "web" } },
              { name = "b", probe = "filesytem", value = "full", above = 90 },
              { name = "c", probe = "*", value = "ful", above = 90 },
              { name = "d", probe = "filesystem", value = "full", above = 90, keys = { "/hmoe" } },
              { name = "e", probe = "file*", value = "full", above = "2 GB", needs = { host = "ruter" } },
            }
            notify = { ops = { mail = "a@example.org", hosts = "dbb-*", rules = "silnt" } }
            quiet = { { from = "1:00", to = "2:00", hosts = { "wev" } } }
            """,
            "db-1",
            "web",
            "router");
    String file = folder.resolve("alerts.lua").toString();
    assertThat(found)
        .containsExactly(
            file + ":2: a: hosts: no host is called \"bd-*\"; nearest is \"db-1\"",
            file + ":3: b: probe: no probe is called \"filesytem\"; nearest is \"filesystem\"",
            file + ":4: c: value: no value is called \"ful\"; nearest is \"full\"",
            file + ":5: d: keys: no key is called \"/hmoe\"; nearest is \"/home\"",
            file + ":6: e: needs.host: no host is called \"ruter\"; nearest is \"router\"",
            file + ":6: e: its limits have the unit of none of the values that it matches",
            "notify.ops: hosts: no host is called \"dbb-*\"; nearest is \"db-1\"",
            "notify.ops: rules: no rule is called \"silnt\"; nearest is \"silent\"",
            "quiet[1]: hosts: no host is called \"wev\"; nearest is \"web\"");
  }

  @Test
  void whatMatchesIsNotNamedAndNothingBeforeTheFirstHost() throws Exception {
    String lua =
        "alerts = { { name = \"a\", probe = \"f*\", value = \"full\", above = 90, hosts = \"db-*\","
            + " keys = \"/h*\" }, { name = \"silent\", hosts = \"db-*\", off = true } }";
    assertThat(of(lua, "db-1")).isEmpty();
    assertThat(of(lua.replace("f*", "g*"))).isEmpty();
  }

  @Test
  void aRuleThatAnotherOfItsNameTakesAllOfIsNamed() throws Exception {
    List<String> found =
        of(
            """
            alerts = {
              { name = "a", probe = "filesystem", value = "full", above = 90, hosts = "db-1" },
              { name = "a", probe = "filesystem", value = "full", above = 80 },
              { name = "a", probe = "filesystem", value = "free", below = 5 },
              { name = "a", probe = "filesystem", value = "free", below = 5, severity = "critical" },
            }
            """,
            "db-1");
    String file = folder.resolve("alerts.lua").toString();
    assertThat(found)
        .containsExactly(
            file
                + ":4: a: never holds: the rule of that name at "
                + file
                + ":3 is for all that it is for; give it another name, or put it before");
  }
}
