// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Alert rules as people write them: what is wrong, since how long, and how bad that is. */
@NullMarked
package org.domestik.model.alert;

import org.jspecify.annotations.NullMarked;
