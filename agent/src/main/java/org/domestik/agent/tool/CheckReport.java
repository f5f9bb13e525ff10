// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code probe check} found of one probe.
 *
 * @param probe the folder's name
 * @param checks by name (description, README, each case): what is wrong, nothing if all is well
 */
record CheckReport(String probe, Map<String, List<String>> checks) {
  /** What the checks of cases are called; then comes the case's own name. */
  static final String CASE = "case ";

  CheckReport {
    checks = new LinkedHashMap<>(checks);
  }

  /** All that is wrong; of a case with its name. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    checks.forEach(
        (check, wrong) ->
            wrong.forEach(
                fault -> faults.add(check.startsWith(CASE) ? check + ": " + fault : fault)));
    return faults;
  }

  /** Several in one line. */
  static String summary(List<CheckReport> reports) {
    List<String> bad = new ArrayList<>();
    long cases = 0;
    for (CheckReport report : reports) {
      cases += report.checks.keySet().stream().filter(it -> it.startsWith(CASE)).count();
      if (!report.faults().isEmpty()) {
        bad.add(report.probe);
      }
    }
    return "%d probes, %d cases: %s"
        .formatted(
            reports.size(), cases, bad.isEmpty() ? "ok" : "wrong in " + String.join(", ", bad));
  }

  /** Several as the XML that build servers read, a suite a probe. */
  static String junit(List<CheckReport> reports) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (CheckReport report : reports) {
      long failed = report.checks.values().stream().filter(wrong -> !wrong.isEmpty()).count();
      xml.append(
          "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\">\n"
              .formatted(escaped(report.probe), report.checks.size(), failed));
      report.checks.forEach(
          (check, wrong) -> {
            String start =
                "    <testcase classname=\"%s\" name=\"%s\""
                    .formatted(escaped(report.probe), escaped(check));
            if (wrong.isEmpty()) {
              xml.append(start).append("/>\n");
            } else {
              xml.append(start)
                  .append(">\n      <failure message=\"")
                  .append(escaped(wrong.getFirst()));
              xml.append("\">").append(escaped(String.join("\n", wrong)));
              xml.append("</failure>\n    </testcase>\n");
            }
          });
      xml.append("  </testsuite>\n");
    }
    return xml.append("</testsuites>\n").toString();
  }

  /** Characters that XML does not know at all become question marks. */
  private static String escaped(String text) {
    return text.replaceAll(
            "[^\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
