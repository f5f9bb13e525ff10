// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What brings a store of an earlier version forward. */
@NullMarked
package org.domestik.storage.migration;

import org.jspecify.annotations.NullMarked;
