// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.judge;

import java.time.Instant;
import org.domestik.model.alert.Limits.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * What was seen at a time.
 *
 * @param time of the sample
 * @param number null: it is about no number
 * @param limit what the number is compared with, in words; null: with nothing
 * @param message one line for people
 */
public record Observation(
    Instant time,
    Judgement judgement,
    @Nullable Double number,
    @Nullable String limit,
    String message) {}
