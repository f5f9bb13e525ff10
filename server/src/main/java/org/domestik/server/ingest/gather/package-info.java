// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Numbers of series, as others send them one by one, become rows, samples and batches. */
@NullMarked
package org.domestik.server.ingest.gather;

import org.jspecify.annotations.NullMarked;
