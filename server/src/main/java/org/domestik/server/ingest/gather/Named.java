// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.gather;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A series as its sender names it.
 *
 * @param measurement what its probe is called after
 * @param title of the probe; null: its name
 * @param host that the protocol names; null: it names none
 * @param tags what its key is, name by name
 * @param value what the number is
 * @param unit null: not known
 */
public record Named(
    String measurement,
    @Nullable String title,
    @Nullable String host,
    SequencedMap<String, String> tags,
    String value,
    @Nullable String unit) {}
