// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person.
 *
 * @param role {@code read} or {@code admin}
 * @param password as a slow hash
 * @param lastLogin null: never
 */
public record User(
    String name, String role, String password, Instant created, @Nullable Instant lastLogin) {}
