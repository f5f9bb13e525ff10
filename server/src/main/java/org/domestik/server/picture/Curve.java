// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.picture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a picture shows.
 *
 * @param time epoch milliseconds, ascending
 * @param least each point's least number; null where it has none
 * @param greatest each point's greatest number
 * @param from where the picture begins
 * @param to where it ends
 * @param low drawn as a limit unless it is infinite
 * @param high likewise
 * @param wrongFrom the beginning of the span that is shaded
 * @param wrongTo its end
 * @param gap longer without a point, and the line is broken
 */
public record Curve(
    List<Long> time,
    List<@Nullable Double> least,
    List<@Nullable Double> greatest,
    Instant from,
    Instant to,
    double low,
    double high,
    Instant wrongFrom,
    Instant wrongTo,
    Duration gap) {}
