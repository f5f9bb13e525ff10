// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Parquet files on their way back in. */
@NullMarked
package org.domestik.storage.parquet;

import org.jspecify.annotations.NullMarked;
