// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Whether the server can do its work now, as trying it tells. */
@NullMarked
package org.domestik.server.health;

import org.jspecify.annotations.NullMarked;
