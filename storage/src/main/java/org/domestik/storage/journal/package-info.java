// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The files that make a batch durable before it is in the tables. */
@NullMarked
package org.domestik.storage.journal;

import org.jspecify.annotations.NullMarked;
