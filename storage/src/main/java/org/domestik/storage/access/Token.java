// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a program shows.
 *
 * @param name by which people know it
 * @param hash of the secret itself, which nobody keeps
 * @param role {@code write}, {@code read} or {@code admin}
 * @param hosts the hosts it may write for: globs, with commas between them
 * @param host the one host it was made for by enrolment; null: by hand
 * @param agent the id of the agent that enrolled; null: by hand
 * @param said what that agent may still call its host, which has another name by now; null: nothing
 * @param expires null: never
 * @param lastUse null: never; within a minute or so
 */
public record Token(
    String name,
    String hash,
    String role,
    String hosts,
    @Nullable String host,
    @Nullable String agent,
    @Nullable String said,
    Instant created,
    @Nullable Instant expires,
    @Nullable Instant lastUse) {}
