// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** See the module's declaration. */
@NullMarked
package org.domestik.lua;

import org.jspecify.annotations.NullMarked;
