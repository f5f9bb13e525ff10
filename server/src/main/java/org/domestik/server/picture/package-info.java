// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Small pictures of curves, as PNG. Knows nothing of alerts. */
@NullMarked
package org.domestik.server.picture;

import org.jspecify.annotations.NullMarked;
