// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Who is told, of what, and when: compares what is so with what was told, and sends it. */
@NullMarked
package org.domestik.server.alert.telling;

import org.jspecify.annotations.NullMarked;
