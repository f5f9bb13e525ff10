// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * From samples as others name them to batches: rows of probes whose columns and key levels grow as
 * new names come, and never take another's.
 */
@NullMarked
package org.domestik.server.ingest.foreign;

import org.jspecify.annotations.NullMarked;
