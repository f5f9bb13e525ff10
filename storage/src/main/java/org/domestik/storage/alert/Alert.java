// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One episode of something that is wrong, from its first sample to its end.
 *
 * @param series what is the same in all episodes of a rule, severity, host, probe and key
 * @param episode 1 for the first
 * @param rule its name
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param probe null: it is about the host
 * @param key the key's levels, outermost first
 * @param value null: it is about no value
 * @param state {@code pending}, {@code firing} or {@code resolved}
 * @param since from when on it has been wrong, by the samples' time
 * @param ended since when it is right again; null unless resolved
 * @param lastTime of the newest sample that was judged
 * @param lastValue its number; null if there is none
 * @param limit what the number is compared with, in words; null if it is with nothing
 * @param message one line for people
 * @param changes when this and earlier episodes began to fire and were over, in the last hour
 * @param flapping whether it changes so often that nobody is told of each change
 */
public record Alert(
    String series,
    long episode,
    String rule,
    String severity,
    String host,
    @Nullable String probe,
    List<String> key,
    @Nullable String value,
    String state,
    Instant since,
    @Nullable Instant ended,
    Instant lastTime,
    @Nullable Double lastValue,
    @Nullable String limit,
    String message,
    List<Instant> changes,
    boolean flapping) {
  public Alert {
    key = List.copyOf(key);
    changes = List.copyOf(changes);
  }

  /**
   * What the episodes of a rule, severity, host, probe and key are known by: 64 bits of a digest.
   *
   * @param probe null: it is about the host
   */
  public static String series(
      String rule, String severity, String host, @Nullable String probe, List<String> key) {
    String all =
        String.join("\n", rule, severity, host, probe == null ? "" : probe)
            + "\n"
            + String.join("\n", key);
    long bits = UUID.nameUUIDFromBytes(all.getBytes(UTF_8)).getMostSignificantBits();
    return "%016x".formatted(bits);
  }

  /** What people and programs know this episode by. */
  public String id() {
    return series + "-" + episode;
  }

  public boolean isFiring() {
    return state.equals("firing");
  }

  public boolean isResolved() {
    return state.equals("resolved");
  }
}
