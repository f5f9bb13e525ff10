// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a probe says about itself: its values, what is derived from them, its archive and its
 * graphs.
 */
@NullMarked
package org.domestik.model.description;

import org.jspecify.annotations.NullMarked;
