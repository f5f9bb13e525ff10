// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Who is there, and what he may do: users, tokens, sessions, enrolment. */
@NullMarked
package org.domestik.server.access;

import org.jspecify.annotations.NullMarked;
