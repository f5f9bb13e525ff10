// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** How much one host and one token may take of the store. */
@NullMarked
package org.domestik.server.limit;

import org.jspecify.annotations.NullMarked;
