// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Batches in: queue, check, journal. */
@NullMarked
package org.domestik.storage.accept;

import org.jspecify.annotations.NullMarked;
