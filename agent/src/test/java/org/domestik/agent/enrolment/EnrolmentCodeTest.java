// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;

class EnrolmentCodeTest {
  private static final String PIN = "Ab0_-".repeat(9).substring(2);
  private static final String SECRET = "dmk_" + "Zz9_".repeat(8);

  @Test
  void partsAreTakenApart() {
    EnrolmentCode code = EnrolmentCode.of("https://web.example.org:8787/dmk#" + PIN + "." + SECRET);
    assertThat(code.address()).hasToString("https://web.example.org:8787/dmk");
    assertThat(code.pin()).isEqualTo(PIN);
    assertThat(code.secret()).isEqualTo(SECRET);
    assertThat(code.toString()).doesNotContain(SECRET);
    assertThat(EnrolmentCode.of("https://h#." + SECRET).pin()).isEmpty();
    for (String local : new String[] {"localhost:1", "127.0.0.1", "[::1]:8787"}) {
      assertThat(EnrolmentCode.of("http://" + local + "#." + SECRET).address().getScheme())
          .isEqualTo("http");
    }
  }

  @Test
  void eachFaultNamesThePartAndNeverTheSecret() {
    String right = "https://h:8787#" + PIN + "." + SECRET;
    Map<String, String> faults =
        Map.ofEntries(
            Map.entry("", "no whole code"),
            Map.entry("https://h:8787", "no whole code"),
            Map.entry(right.replace("." + SECRET, ""), "no whole code"),
            Map.entry(right.substring(0, right.length() - 1), "secret is not whole: dmk_ and 32"),
            Map.entry(right + "x", "secret is not whole"),
            Map.entry(right.replace("dmk_", "abc_"), "secret is not whole"),
            Map.entry(right.replace("#" + PIN, "#" + PIN.substring(1)), "43 characters"),
            Map.entry(right.replace("https://h", "nowhere"), "is no address like https:"),
            Map.entry(right.replace("https://h", "ftp://h"), "is no address like https:"),
            Map.entry(right.replace("h:8787", "u:" + SECRET + "@h:8787"), "leave them out"),
            Map.entry(right.replace("https", "http"), "has to be https://"),
            Map.entry("http://192.168.1.2:8787#." + SECRET, "whoever is on the way"),
            Map.entry("http://127.0.0.1.evil.org#." + SECRET, "whoever is on the way"));
    faults.forEach(
        (text, fault) ->
            assertThatThrownBy(() -> EnrolmentCode.of(text))
                .as(text)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("Zz9_"));
  }
}
