// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Who is to be told, and by which ways out. Knows nothing of rules. */
@NullMarked
package org.domestik.server.notify;

import org.jspecify.annotations.NullMarked;
