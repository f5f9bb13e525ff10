// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The shapes of a batch on its way: matched to the tables, and as bytes in the journal. */
@NullMarked
package org.domestik.storage.batch;

import org.jspecify.annotations.NullMarked;
