// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.util.List;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.Severity;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/**
 * What an alert is about: the same in all its episodes.
 *
 * @param rule its name
 * @param probe null: about the host
 * @param value null: about no value
 * @param series what its episodes are known by: of all of it but the value
 */
public record Subject(
    String rule,
    Severity severity,
    String host,
    @Nullable String probe,
    List<String> key,
    @Nullable String value,
    String series) {

  Subject(
      String rule,
      Severity severity,
      String host,
      @Nullable String probe,
      List<String> key,
      @Nullable String value) {
    this(
        rule,
        severity,
        host,
        probe,
        key,
        value,
        Alert.series(rule, severity.word(), host, probe, key));
  }

  static Subject of(AlertRule rule, String host, @Nullable String probe, List<String> key) {
    String value = rule.condition() == null ? null : rule.condition().value();
    return new Subject(rule.name(), rule.severity(), host, probe, key, value);
  }
}
