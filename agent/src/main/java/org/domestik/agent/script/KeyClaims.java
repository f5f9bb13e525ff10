// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two scripts from feeding the same key of one probe: the first keeps it, the second is
 * refused. Safe for use by several threads.
 */
public final class KeyClaims {
  // A probe of processes by pid meets new keys for ever; what matters are those of now.
  private static final int MOST_KEYS = 10_000;

  /** By host and probe, then by script: the keys it returned. */
  private final Map<String, Map<String, Claim>> claims = new TreeMap<>();

  /**
   * Notes the keys of a sample, or throws {@link BadInput} naming both files.
   *
   * @param host whose it is; null for the agent's own
   */
  public synchronized void claim(ScriptFile file, @Nullable String host, Sample sample) {
    String place = host == null ? sample.probe() : host + " " + sample.probe();
    Map<String, Claim> scripts = claims.computeIfAbsent(place, absent -> new TreeMap<>());
    List<ComparableKey> keys = new ArrayList<>();
    for (Row row : sample.rows()) {
      keys.add(new ComparableKey(row.key()));
    }
    scripts.forEach(
        (script, claim) -> {
          if (!script.equals(file.script())) {
            claim.refuse(file, sample.probe(), keys);
          }
        });
    Claim own = scripts.computeIfAbsent(file.script(), absent -> new Claim(file, new HashSet<>()));
    if (own.keys.size() + keys.size() > MOST_KEYS) {
      own.keys.clear();
    }
    own.keys.addAll(keys);
  }

  /** Forgets what a script fed: it is gone, or another version of it will say anew. */
  public synchronized void release(String script) {
    claims.values().forEach(scripts -> scripts.remove(script));
    claims.values().removeIf(Map::isEmpty);
  }

  private record Claim(ScriptFile file, Set<ComparableKey> keys) {
    void refuse(ScriptFile second, String probe, List<ComparableKey> others) {
      for (ComparableKey other : others) {
        List<String> key = other.texts();
        if (keys.contains(other)) {
          throw new BadInput(
              second.place()
                  + " and "
                  + file.place()
                  + " both return "
                  + (key.isEmpty()
                      ? "the values"
                      : "the key \"" + String.join("\", \"", key) + "\"")
                  + " of probe \""
                  + probe
                  + "\"; the second is refused: remove one of them, or let them return different"
                  + " keys");
        }
      }
    }
  }
}
