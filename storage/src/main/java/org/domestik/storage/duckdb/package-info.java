// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The embedded store: one DuckDB file. */
@NullMarked
package org.domestik.storage.duckdb;

import org.jspecify.annotations.NullMarked;
