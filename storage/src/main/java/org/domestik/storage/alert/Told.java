// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.alert;

import java.time.Instant;

/**
 * What a target was told last of an alert's series.
 *
 * @param series of the alert
 * @param what {@code firing} or {@code flapping}; who was told that it is over is in no line
 * @param episode which one it was
 * @param times how often, with all repetitions
 */
public record Told(
    String series, String target, String what, long episode, Instant at, int times) {}
