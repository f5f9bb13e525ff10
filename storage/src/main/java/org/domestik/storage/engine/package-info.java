// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Opens a store and wires its parts. */
@NullMarked
package org.domestik.storage.engine;

import org.jspecify.annotations.NullMarked;
