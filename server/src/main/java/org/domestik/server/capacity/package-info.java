// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What a fleet needs that is not there yet, by what was measured of others. */
@NullMarked
package org.domestik.server.capacity;

import org.jspecify.annotations.NullMarked;
