// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** All that a store has, copied into an empty one of any kind. */
@NullMarked
package org.domestik.storage.transfer;

import org.jspecify.annotations.NullMarked;
