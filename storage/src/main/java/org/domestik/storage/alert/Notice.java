// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a target is to be told by one of its channels.
 *
 * @param key the same for whatever is the same: it is there once
 * @param channel which of the target's, by its name
 * @param message as the channels read it
 * @param state {@code waiting}, {@code sent} or {@code failed}
 * @param attempts how often it was tried
 * @param next when it is tried next, or when it was sent or given up
 * @param fault why it was not sent the last time; null if it was, or was never tried
 */
public record Notice(
    String key,
    String target,
    String channel,
    String message,
    String state,
    Instant created,
    int attempts,
    Instant next,
    @Nullable String fault) {}
