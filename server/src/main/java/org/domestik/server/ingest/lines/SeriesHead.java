// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a line's fields.
 *
 * @param host null: the line names none
 * @param tags the key's levels, by name
 * @param key one text a tag
 */
record SeriesHead(
    Measurement measurement, @Nullable String host, List<String> tags, List<String> key) {}
