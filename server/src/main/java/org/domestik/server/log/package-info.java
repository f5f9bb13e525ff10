// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The form of the server's log. */
@NullMarked
package org.domestik.server.log;

import org.jspecify.annotations.NullMarked;
