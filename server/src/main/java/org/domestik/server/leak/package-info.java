// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Whether a value's floor rises: the leak verdict. */
@NullMarked
package org.domestik.server.leak;

import org.jspecify.annotations.NullMarked;
