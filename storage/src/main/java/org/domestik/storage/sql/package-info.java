// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Transactions on either store, how the two differ in SQL, and what a stranger may ask of them. */
@NullMarked
package org.domestik.storage.sql;

import org.jspecify.annotations.NullMarked;
