// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Rules for texts and times from outside. */
@NullMarked
package org.domestik.server.text;

import org.jspecify.annotations.NullMarked;
