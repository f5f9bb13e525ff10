// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for all a probe has in a span of time, live data and archive.
 *
 * @param host null: all hosts
 * @param from inclusive
 * @param to exclusive
 */
public record ExportQuery(String probe, @Nullable String host, Instant from, Instant to) {}
