// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Who may do what: users, tokens, sessions, enrolments, and what was done. */
@NullMarked
package org.domestik.storage.access;

import org.jspecify.annotations.NullMarked;
