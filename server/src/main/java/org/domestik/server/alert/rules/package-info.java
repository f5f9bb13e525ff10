// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The rules in force: the operator's file, what descriptions bring, and quiet windows. */
@NullMarked
package org.domestik.server.alert.rules;

import org.jspecify.annotations.NullMarked;
