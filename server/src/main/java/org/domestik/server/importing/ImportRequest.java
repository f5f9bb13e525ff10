// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing;

import java.time.Duration;
import java.util.List;
import org.domestik.server.ingest.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What is to be imported, and how it is to be read.
 *
 * @param files their names; "-" is the standard input
 * @param format null: each file's name tells
 * @param host of what names none; null: there is no such thing
 * @param probe that tables are of; null: the file says so, or is called so
 * @param keys the columns of tables that are keys; empty: they are found
 * @param precision the unit of times that are numbers; null: the format's own
 * @param skip whether what cannot be read is left out
 * @param ahead how far the store takes times that are ahead of the clock
 */
public record ImportRequest(
    List<String> files,
    @Nullable ImportFormat format,
    @Nullable String host,
    @Nullable String probe,
    List<String> keys,
    @Nullable Precision precision,
    boolean skip,
    Duration ahead) {}
