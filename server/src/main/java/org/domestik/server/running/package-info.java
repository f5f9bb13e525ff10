// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** A server with all its parts, from its start to its close. */
@NullMarked
package org.domestik.server.running;

import org.jspecify.annotations.NullMarked;
