// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;

/** {@code GET /health}: 200 while samples can be stored, else 503; and what else is wrong. */
final class HealthEndpoint implements Endpoint {
  private final Storage storage;
  private final Supplier<Map<String, String>> problems;

  /** {@code problems} are faults that stop nothing, by where they are. */
  HealthEndpoint(Storage storage, Supplier<Map<String, String>> problems) {
    this.storage = storage;
    this.problems = problems;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    Map<String, Object> health = new LinkedHashMap<>();
    String store = "ok";
    try {
      storage.check();
    } catch (StorageUnavailable e) {
      store = String.valueOf(e.getMessage());
    }
    boolean ok = store.equals("ok");
    health.put("status", ok ? "ok" : "unavailable");
    health.put("store", store);
    Map<String, String> all = new TreeMap<>(problems.get());
    all.putAll(storage.clocks());
    health.put("problems", all);
    exchange.json(ok ? 200 : 503, JsonBody.of(health));
  }
}
