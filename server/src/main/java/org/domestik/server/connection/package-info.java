// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The port's connections: how many there may be, how slow they may be, what they may hold. */
@NullMarked
package org.domestik.server.connection;

import org.jspecify.annotations.NullMarked;
