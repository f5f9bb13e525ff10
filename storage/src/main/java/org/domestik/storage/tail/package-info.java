// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The newest rows of each series, packed in memory outside the heap. */
@NullMarked
package org.domestik.storage.tail;

import org.jspecify.annotations.NullMarked;
