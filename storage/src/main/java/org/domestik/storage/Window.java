// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;

/**
 * A window of time.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record Window(Instant from, Instant to) {}
