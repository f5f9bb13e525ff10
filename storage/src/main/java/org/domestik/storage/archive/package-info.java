// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What becomes of stored samples: archived, purged, put into the order of series. */
@NullMarked
package org.domestik.storage.archive;

import org.jspecify.annotations.NullMarked;
