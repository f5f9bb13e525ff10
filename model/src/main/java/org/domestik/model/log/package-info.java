// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The one form in which agent and server write their logs. */
@NullMarked
package org.domestik.model.log;

import org.jspecify.annotations.NullMarked;
