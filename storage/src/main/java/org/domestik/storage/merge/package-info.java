// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Rows and buckets put together with those that are stored already. */
@NullMarked
package org.domestik.storage.merge;

import org.jspecify.annotations.NullMarked;
