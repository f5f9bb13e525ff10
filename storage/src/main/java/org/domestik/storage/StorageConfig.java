// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how samples are stored.
 *
 * @param url {@code duckdb:<path of the file>} or {@code jdbc:postgresql://…}
 * @param user null: as the URL or the driver has it
 * @param password null: none
 * @param grant roles that may read every view, such as {@code www}; PostgreSQL only
 * @param zone whose midnights part the days
 * @param ahead how far a sample's time may be ahead of the server's clock
 * @param policies archive policies by host and probe; the first that matches wins
 * @param reader who may read every view and nothing else, by whom questions in SQL are asked;
 *     PostgreSQL only; null: a role that the store creates where it may
 * @param distribution whether rows are spread over workers; PostgreSQL only
 */
public record StorageConfig(
    String url,
    @Nullable String user,
    @Nullable String password,
    List<String> grant,
    ZoneId zone,
    Duration ahead,
    List<PolicyRule> policies,
    @Nullable Login reader,
    Distribution distribution) {
  public StorageConfig {
    grant = List.copyOf(grant);
    policies = List.copyOf(policies);
  }

  /** Spread where there are workers. */
  public StorageConfig(
      String url,
      @Nullable String user,
      @Nullable String password,
      List<String> grant,
      ZoneId zone,
      Duration ahead,
      List<PolicyRule> policies,
      @Nullable Login reader) {
    this(url, user, password, grant, zone, ahead, policies, reader, Distribution.FOUND);
  }

  /** Likewise, without a reader. */
  public StorageConfig(
      String url,
      @Nullable String user,
      @Nullable String password,
      List<String> grant,
      ZoneId zone,
      Duration ahead,
      List<PolicyRule> policies) {
    this(url, user, password, grant, zone, ahead, policies, null);
  }

  /** The address without a password, for messages. */
  public String shownUrl() {
    return masked(url, "…");
  }

  /** An address with something else in the place of its password. */
  public static String masked(String url, String instead) {
    return url.replaceAll("(?i)(password=)[^&]*", "$1" + instead)
        .replaceAll("(//[^/@:\\s]*:)[^?\\s]*@", "$1" + instead + "@");
  }

  /** Without the password: what is printed ends up in logs. */
  @Override
  public String toString() {
    return shownUrl();
  }

  /** The defaults for a store: no roles, UTC, 10 minutes ahead at most, no rules. */
  public static StorageConfig of(String url) {
    return new StorageConfig(
        url, null, null, List.of(), ZoneId.of("UTC"), Duration.ofMinutes(10), List.of());
  }
}
