// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Users, tokens, sessions, enrolments and the audit in SQL. */
@NullMarked
package org.domestik.storage.rights;

import org.jspecify.annotations.NullMarked;
