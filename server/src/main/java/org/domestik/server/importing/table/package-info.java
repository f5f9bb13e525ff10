// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Files that are tables: CSV, Parquet and JSON with a row a line. */
@NullMarked
package org.domestik.server.importing.table;

import org.jspecify.annotations.NullMarked;
