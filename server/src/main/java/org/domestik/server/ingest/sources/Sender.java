// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.sources;

import org.jspecify.annotations.Nullable;

/**
 * Who sends, as far as a request or a connection tells.
 *
 * @param protocol {@code influx}, {@code graphite} …: names what no source is known of; with a
 *     {@code _} behind it the prefix of probes that would be called like bundled ones
 * @param address where from
 * @param token the token's name; empty: none
 * @param database what InfluxDB's clients call database or bucket; null: nothing like it
 * @param agent the header User-Agent; empty: none
 */
public record Sender(
    String protocol, String address, String token, @Nullable String database, String agent) {
  /** For people: the address, and the token where there is one. */
  public String shown() {
    return token.isEmpty() ? address : address + " (token " + token + ")";
  }
}
