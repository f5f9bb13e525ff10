// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;

/**
 * How the lines of one body are to be read.
 *
 * @param candidates the sources that may be theirs
 * @param host the host of lines whose tags name none; null: their source may name one
 * @param otherwise the host of lines whose source names none either; null: these are refused
 */
public record Reading(
    Candidates candidates,
    @Nullable String host,
    @Nullable String otherwise,
    Precision precision) {}
